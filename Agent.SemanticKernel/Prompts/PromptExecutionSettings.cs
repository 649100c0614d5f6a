using System.Collections.ObjectModel;
using System.Text.Json.Serialization;

namespace Microsoft.SemanticKernel;

/// <summary>How a model is to be asked: which one, and any parameters it knows, by name.</summary>
public class PromptExecutionSettings
{
    public static string DefaultServiceId => "default";

    /// <summary>The key the chat client is registered under; null for any.</summary>
    [JsonPropertyName("service_id")]
    public string? ServiceId { get; set => field = IfNotFrozen(value); }

    [JsonPropertyName("model_id")]
    public string? ModelId { get; set => field = IfNotFrozen(value); }

    [JsonIgnore]
    public FunctionChoiceBehavior? FunctionChoiceBehavior { get; set => field = IfNotFrozen(value); }

    /// <summary>Parameters such as <c>temperature</c>; those no chat option exists for are passed on as additional properties.</summary>
    [JsonExtensionData]
    public IDictionary<string, object>? ExtensionData { get; set => field = IfNotFrozen(value); }

    [JsonIgnore]
    public bool IsFrozen { get; private set; }

    /// <summary>Makes the settings unchangeable, as those of a function are.</summary>
    public virtual void Freeze()
    {
        if (IsFrozen)
        {
            return;
        }

        if (ExtensionData is not null)
        {
            ExtensionData = new ReadOnlyDictionary<string, object>(ExtensionData);
        }

        IsFrozen = true;
    }

    /// <summary>A changeable copy.</summary>
    public virtual PromptExecutionSettings Clone() => new()
    {
        ServiceId = ServiceId,
        ModelId = ModelId,
        FunctionChoiceBehavior = FunctionChoiceBehavior,
        ExtensionData = ExtensionData is null ? null : new Dictionary<string, object>(ExtensionData),
    };

    /// <exception cref="InvalidOperationException">The settings are frozen.</exception>
    protected void ThrowIfFrozen()
    {
        if (IsFrozen)
        {
            throw new InvalidOperationException("These prompt execution settings are frozen; change a clone of them.");
        }
    }

    private T IfNotFrozen<T>(T value)
    {
        ThrowIfFrozen();
        return value;
    }
}

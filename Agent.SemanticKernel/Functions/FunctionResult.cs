using System.Globalization;
using Microsoft.Extensions.AI;

namespace Microsoft.SemanticKernel;

/// <summary>What a function returned.</summary>
public sealed class FunctionResult
{
    public FunctionResult(
        KernelFunction function, object? value = null, CultureInfo? culture = null, IReadOnlyDictionary<string, object?>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        Function = function;
        Value = value;
        Culture = culture ?? CultureInfo.InvariantCulture;
        Metadata = metadata;
    }

    /// <summary>The same result with another value.</summary>
    public FunctionResult(FunctionResult result, object? value = null)
    {
        ArgumentNullException.ThrowIfNull(result);
        Function = result.Function;
        Value = value ?? result.Value;
        Culture = result.Culture;
        Metadata = result.Metadata;
        RenderedPrompt = result.RenderedPrompt;
    }

    public KernelFunction Function { get; init; }

    /// <summary>For a prompt: the properties the model's client added to its response.</summary>
    public IReadOnlyDictionary<string, object?>? Metadata { get; init; }

    public CultureInfo Culture { get; init; }

    public Type? ValueType => Value?.GetType();

    /// <summary>The prompt that was sent, for a prompt function.</summary>
    public string? RenderedPrompt { get; internal set; }

    internal object? Value { get; }

    /// <summary>The value as <typeparamref name="T"/>; a model's response is also available as its text.</summary>
    /// <exception cref="InvalidCastException">The value is something else.</exception>
    public T? GetValue<T>() => Value switch
    {
        null => default,
        T value => value,
        ChatResponse response when typeof(T) == typeof(string) => (T)(object)response.Text,
        _ => throw new InvalidCastException($"The result of '{Function}' is {Value.GetType()}, which is no {typeof(T)}."),
    };

    /// <summary>The value as text in <see cref="Culture"/>; empty if there is none.</summary>
    public override string ToString() => ValueText.Of(Value, Culture);
}

using System.Text.Json;

namespace Microsoft.SemanticKernel;

/// <summary>An event's payload as it is stored: JSON and the name of its CLR type.</summary>
public sealed record KernelProcessEventData
{
    /// <summary>The assembly-qualified name of the payload's type.</summary>
    public string ObjectType { get; set; } = "";

    /// <summary>The payload as JSON, written with System.Text.Json's default options.</summary>
    public string Content { get; set; } = "";

    /// <summary>Reads the payload back as a new object of its original type; null when that type cannot be found any more.</summary>
    /// <exception cref="KernelException">The JSON does not fit the type.</exception>
    public object? ToObject()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(ObjectType);
        if (System.Type.GetType(ObjectType) is not { } type)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(Content, type);
        }
        catch (JsonException exception)
        {
            throw new KernelException($"The stored event payload is no {type.FullName}: {exception.Message}", exception);
        }
    }

    /// <summary>Writes a payload; null stays null.</summary>
    /// <exception cref="KernelException">System.Text.Json cannot write objects of this type.</exception>
    public static KernelProcessEventData? FromObject(object? obj)
    {
        if (obj is null)
        {
            return null;
        }

        var type = obj.GetType();
        try
        {
            return new() { ObjectType = type.AssemblyQualifiedName!, Content = JsonSerializer.Serialize(obj, type) };
        }
        catch (NotSupportedException exception)
        {
            throw new KernelException($"An event payload of type {type.FullName} cannot be written as JSON.", exception);
        }
    }
}

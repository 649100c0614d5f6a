using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;

namespace Microsoft.SemanticKernel;

/// <summary>JSON schemas of parameters and of whole functions; each is made once, when first asked for.</summary>
internal static class FunctionSchema
{
    /// <summary>For functions created without options of their own: plain System.Text.Json, with enumerations as text, as models write them.</summary>
    public static readonly JsonSerializerOptions DefaultOptions = CreateDefaultOptions();

    // Copies of a function under another plugin's name share the parameter list, and so its schema.
    private static readonly ConditionalWeakTable<IReadOnlyList<KernelParameterMetadata>, StrongBox<JsonElement>> ByParameters = [];

    public static KernelJsonSchema OfType(Type type, string description, object? defaultValue, JsonSerializerOptions? options) =>
        new(AIJsonUtilities.CreateJsonSchema(
            type,
            description.Length == 0 ? null : description,
            hasDefaultValue: defaultValue is not null,
            defaultValue,
            options ?? DefaultOptions));

    /// <summary>The schema of the object that holds a function's arguments.</summary>
    public static JsonElement OfParameters(IReadOnlyList<KernelParameterMetadata> parameters) =>
        ByParameters.GetValue(parameters, static list => new(Create(list))).Value;

    private static JsonElement Create(IReadOnlyList<KernelParameterMetadata> parameters)
    {
        JsonObject properties = [];
        JsonArray required = [];
        foreach (var parameter in parameters)
        {
            properties[parameter.Name] = parameter.Schema is { } schema ? JsonNode.Parse(schema.ToString()) : TextParameter(parameter);
            if (parameter.IsRequired)
            {
                required.Add(parameter.Name);
            }
        }

        JsonObject root = new() { ["type"] = "object", ["properties"] = properties };
        if (required.Count > 0)
        {
            root["required"] = required;
        }

        return JsonSerializer.SerializeToElement(root);
    }

    private static JsonObject TextParameter(KernelParameterMetadata parameter) =>
        parameter.Description.Length == 0 ? new() { ["type"] = "string" } : new() { ["type"] = "string", ["description"] = parameter.Description };

    private static JsonSerializerOptions CreateDefaultOptions()
    {
        JsonSerializerOptions options = new() { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };
        options.Converters.Add(new JsonStringEnumConverter());
        options.MakeReadOnly();
        return options;
    }
}

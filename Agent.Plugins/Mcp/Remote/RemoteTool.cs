using System.Collections.ObjectModel;
using System.Text.Json;
using Agent.Plugins.Calling;
using Microsoft.SemanticKernel;
using ModelContextProtocol.Protocol;

namespace Agent.Plugins.Mcp.Remote;

/// <summary>Makes a kernel function of a tool that runs elsewhere: filters, journal and approval see no difference.</summary>
internal static class RemoteTool
{
    private const string RemoteKey = "remote";
    private const int LongestName = 60;
    private const int LongestDescription = 1_000;

    /// <summary>Whether a function is such a tool.</summary>
    public static bool IsRemote(KernelFunction function) => function.Metadata.AdditionalProperties.ContainsKey(RemoteKey);

    /// <summary>One of our own tools, run by our tool server. What it is called, takes and needs is what this program knows of it.</summary>
    public static KernelFunction Own(KernelFunction tool, RemoteServer server) => Create(
        tool.Name, tool.Description, tool.Metadata.Parameters, new(tool.Metadata.AdditionalProperties.ToDictionary(entry => entry.Key, entry => entry.Value)), server, tool.Name,
        ToolMetadata.IsConsequential(tool));

    /// <summary>Another server's tool.</summary>
    public static KernelFunction Foreign(Tool tool, RemoteServer server)
    {
        var changes = server.Changes(tool);
        return Create(NameOf(tool, server), Describe(tool), ParametersOf(tool.InputSchema), new() { [ToolMetadata.Consequential] = changes }, server, tool.Name, changes);
    }

    /// <summary>What a tool is called here: the server's prefix keeps it apart from everybody else's.</summary>
    public static string NameOf(Tool tool, RemoteServer server)
    {
        var name = $"{server.Prefix}_{string.Concat(tool.Name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_'))}";
        return name.Length <= LongestName ? name : name[..LongestName];
    }

    private static KernelFunction Create(
        string name, string description, IEnumerable<KernelParameterMetadata> parameters, Dictionary<string, object?> metadata, RemoteServer server, string theirs, bool changes)
    {
        metadata[RemoteKey] = server.Name;
        metadata[ToolMetadata.System] = $"mcp:{server.Name}"; // its faults are its own, and no other server's
        var call = (Kernel kernel, KernelArguments arguments, CancellationToken cancellationToken) => server.CallAsync(theirs, arguments, kernel, changes, cancellationToken);
        return KernelFunctionFactory.CreateFromMethod(call, new KernelFunctionFromMethodOptions
        {
            FunctionName = name,
            Description = description,
            Parameters = [.. parameters],
            AdditionalMetadata = new ReadOnlyDictionary<string, object?>(metadata),
        });
    }

    // A description goes into every prompt: whoever writes it speaks to the model. It is kept short and says whose words it is.
    private static string Describe(Tool tool)
    {
        var text = new string([.. (tool.Description ?? "").Where(letter => !char.IsControl(letter))]);
        return text.Length <= LongestDescription ? text : text[..LongestDescription];
    }

    private static IEnumerable<KernelParameterMetadata> ParametersOf(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("properties", out var properties) || properties.ValueKind != JsonValueKind.Object)
        {
            yield break;
        }

        HashSet<string?> required = schema.TryGetProperty("required", out var names) && names.ValueKind == JsonValueKind.Array
            ? [.. names.EnumerateArray().Where(name => name.ValueKind == JsonValueKind.String).Select(name => name.GetString())] : [];
        foreach (var property in properties.EnumerateObject().Where(property => property.Value.ValueKind == JsonValueKind.Object))
        {
            yield return new(property.Name)
            {
                Description = property.Value.TryGetProperty("description", out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null,
                IsRequired = required.Contains(property.Name),
                ParameterType = TypeOf(property.Value),
                Schema = KernelJsonSchema.Parse(property.Value.GetRawText()),
            };
        }
    }

    private static Type? TypeOf(JsonElement schema) => Text(schema, "type") switch
    {
        "string" => typeof(string),
        "array" when schema.TryGetProperty("items", out var items) && items.ValueKind == JsonValueKind.Object && Text(items, "type") == "string" => typeof(string[]),
        _ => null,
    };

    private static string? Text(JsonElement schema, string name) =>
        schema.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

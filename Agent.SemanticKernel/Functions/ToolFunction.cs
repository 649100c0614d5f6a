using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Microsoft.SemanticKernel;

/// <summary>A function that is a tool made elsewhere.</summary>
internal sealed class ToolFunction : KernelFunction
{
    private readonly AIFunction _tool;

    public ToolFunction(AIFunction tool)
        : this(tool, Describe(tool))
    {
    }

    private ToolFunction(AIFunction tool, KernelFunctionMetadata metadata)
        : base(metadata, executionSettings: null, tool.JsonSerializerOptions) => _tool = tool;

    public override JsonElement JsonSchema => _tool.JsonSchema;

    public override MethodInfo? UnderlyingMethod => _tool.UnderlyingMethod;

    public override KernelFunction Clone(string? pluginName = null) => Bind(BoundKernel, pluginName);

    internal override KernelFunction Bind(Kernel? kernel, string? pluginName) =>
        new ToolFunction(_tool, new(Metadata) { PluginName = pluginName }) { BoundKernel = kernel };

    private protected override async ValueTask<FunctionResult> ExecuteAsync(Kernel kernel, KernelArguments arguments, CancellationToken cancellationToken) =>
        new(this, await _tool.InvokeAsync(WithServices(arguments, kernel), cancellationToken), kernel.Culture);

    private protected override async IAsyncEnumerable<TResult> ExecuteStreamingAsync<TResult>(
        Kernel kernel, KernelArguments arguments, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var result = await ExecuteAsync(kernel, arguments, cancellationToken);
        if (result.GetValue<TResult>() is { } whole)
        {
            yield return whole;
        }
    }

    private static KernelArguments WithServices(KernelArguments arguments, Kernel kernel) =>
        arguments.Services is null ? new(arguments) { Services = kernel.Services, Context = arguments.Context } : arguments;

    private static KernelFunctionMetadata Describe(AIFunction tool) => new(tool.Name)
    {
        Description = tool.Description,
        Parameters = [.. ParametersOf(tool.JsonSchema)],
        ReturnParameter = new() { Schema = tool.ReturnJsonSchema is { } schema ? new KernelJsonSchema(schema) : null },
    };

    private static IEnumerable<KernelParameterMetadata> ParametersOf(JsonElement schema)
    {
        if (schema.ValueKind is not JsonValueKind.Object || !schema.TryGetProperty("properties", out var properties))
        {
            yield break;
        }

        HashSet<string?> required = schema.TryGetProperty("required", out var names) ? [.. names.EnumerateArray().Select(name => name.GetString())] : [];
        foreach (var property in properties.EnumerateObject())
        {
            var isObject = property.Value.ValueKind is JsonValueKind.Object;
            yield return new(property.Name)
            {
                Description = isObject && property.Value.TryGetProperty("description", out var description) ? description.GetString() : null,
                IsRequired = required.Contains(property.Name),
                Schema = new(property.Value),
            };
        }
    }
}

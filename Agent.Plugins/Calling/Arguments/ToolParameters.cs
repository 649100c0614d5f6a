using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.SemanticKernel;

namespace Agent.Plugins.Calling.Arguments;

/// <summary>
/// Describes a tool's parameters from its method, with the limits that the attributes of <see cref="System.ComponentModel.DataAnnotations"/> name. The same
/// schema tells a model what to write and the arguments' filter what to let pass. A parameter without limits of its own gets these defaults.
/// </summary>
internal static class ToolParameters
{
    /// <summary>Far above what an order id, a name or an address needs, and no burden for the database.</summary>
    private const int LongestText = 10_000;

    /// <summary>More items than any order has.</summary>
    private const int LongestList = 100;

    private const int LongestListText = 200;

    public static IEnumerable<KernelParameterMetadata> Of(MethodInfo method) =>
        method.GetParameters().Where(IsGivenByCaller).Select(Describe);

    /// <summary>What the kernel fills in itself is no argument.</summary>
    private static bool IsGivenByCaller(ParameterInfo parameter) => parameter.ParameterType != typeof(Kernel) && parameter.ParameterType != typeof(CancellationToken);

    private static KernelParameterMetadata Describe(ParameterInfo parameter)
    {
        var description = parameter.GetCustomAttribute<DescriptionAttribute>()?.Description ?? "";
        return new(parameter.Name!)
        {
            Description = description,
            ParameterType = parameter.ParameterType,
            IsRequired = !parameter.IsOptional,
            DefaultValue = parameter.HasDefaultValue ? parameter.DefaultValue : null,
            Schema = KernelJsonSchema.Parse(SchemaOf(parameter, description).ToJsonString()),
        };
    }

    private static JsonObject SchemaOf(ParameterInfo parameter, string description)
    {
        var schema = new JsonObject { ["description"] = description };
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        if (type == typeof(string))
        {
            AddText(schema, parameter);
        }
        else if (type == typeof(string[]))
        {
            AddList(schema, parameter);
        }
        else
        {
            AddNumber(schema, parameter, type);
        }

        if (parameter.HasDefaultValue && parameter.DefaultValue is string text)
        {
            schema["default"] = text;
        }

        return schema;
    }

    private static void AddText(JsonObject schema, ParameterInfo parameter)
    {
        var length = parameter.GetCustomAttribute<StringLengthAttribute>();
        schema["type"] = "string";
        schema["maxLength"] = length?.MaximumLength ?? LongestText;
        if (length is { MinimumLength: > 0 })
        {
            schema["minLength"] = length.MinimumLength;
        }

        if (parameter.GetCustomAttribute<AllowedValuesAttribute>() is { } allowed)
        {
            schema["enum"] = new JsonArray([.. allowed.Values.Select(value => (JsonNode)(string)value!)]);
        }
    }

    private static void AddList(JsonObject schema, ParameterInfo parameter)
    {
        schema["type"] = "array";
        schema["maxItems"] = parameter.GetCustomAttribute<MaxLengthAttribute>()?.Length ?? LongestList;
        schema["items"] = new JsonObject { ["type"] = "string", ["maxLength"] = LongestListText };
    }

    private static void AddNumber(JsonObject schema, ParameterInfo parameter, Type type)
    {
        schema["type"] = type == typeof(bool) ? "boolean" : type == typeof(int) || type == typeof(long) ? "integer" : "number";
        if (parameter.GetCustomAttribute<RangeAttribute>() is { } range)
        {
            schema["minimum"] = Convert.ToDecimal(range.Minimum, System.Globalization.CultureInfo.InvariantCulture);
            schema["maximum"] = Convert.ToDecimal(range.Maximum, System.Globalization.CultureInfo.InvariantCulture);
        }
    }
}

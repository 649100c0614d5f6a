using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
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
            AddText(schema, parameter, LongestText);
        }
        else if (type == typeof(string[]))
        {
            AddList(schema, parameter);
        }
        else if (type is { IsArray: true } && type.GetElementType() is { } item)
        {
            AddRecords(schema, parameter, item);
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

    private static void AddText(JsonObject schema, ICustomAttributeProvider parameter, int longest)
    {
        var length = Find<StringLengthAttribute>(parameter);
        schema["type"] = "string";
        schema["maxLength"] = length?.MaximumLength ?? longest;
        if (length is { MinimumLength: > 0 })
        {
            schema["minLength"] = length.MinimumLength;
        }

        if (Find<AllowedValuesAttribute>(parameter) is { } allowed)
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

    /// <summary>A list of records: each member is required that the record requires, and no others are taken.</summary>
    private static void AddRecords(JsonObject schema, ParameterInfo parameter, Type item)
    {
        var (properties, required) = (new JsonObject(), new JsonArray());
        foreach (var member in item.GetProperties().Where(member => member.IsDefined(typeof(JsonPropertyNameAttribute))))
        {
            var name = member.GetCustomAttribute<JsonPropertyNameAttribute>()!.Name;
            properties[name] = SchemaOf(member);
            if (member.IsDefined(typeof(RequiredMemberAttribute)))
            {
                required.Add((JsonNode)name);
            }
        }

        schema["type"] = "array";
        if (parameter.GetCustomAttribute<MinLengthAttribute>() is { } least)
        {
            schema["minItems"] = least.Length;
        }

        schema["maxItems"] = parameter.GetCustomAttribute<MaxLengthAttribute>()?.Length ?? LongestList;
        schema["items"] = new JsonObject { ["type"] = "object", ["properties"] = properties, ["required"] = required, ["additionalProperties"] = false };
    }

    private static JsonObject SchemaOf(PropertyInfo member)
    {
        var schema = new JsonObject { ["description"] = member.GetCustomAttribute<DescriptionAttribute>()?.Description ?? "" };
        var type = Nullable.GetUnderlyingType(member.PropertyType) ?? member.PropertyType;
        if (type == typeof(string))
        {
            AddText(schema, member, LongestListText);
        }
        else
        {
            AddNumber(schema, member, type);
        }

        return schema;
    }

    private static T? Find<T>(ICustomAttributeProvider described) where T : Attribute => described.GetCustomAttributes(typeof(T), inherit: true).OfType<T>().FirstOrDefault();

    private static void AddNumber(JsonObject schema, ICustomAttributeProvider parameter, Type type)
    {
        schema["type"] = type == typeof(bool) ? "boolean" : type == typeof(int) || type == typeof(long) ? "integer" : "number";
        if (Find<RangeAttribute>(parameter) is { } range)
        {
            schema["minimum"] = Convert.ToDecimal(range.Minimum, System.Globalization.CultureInfo.InvariantCulture);
            schema["maximum"] = Convert.ToDecimal(range.Maximum, System.Globalization.CultureInfo.InvariantCulture);
        }
    }
}

using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Primitives;
using ModelContextProtocol.Protocol;

namespace Agent.Host.Mcp.Protocol;

/// <summary>
/// Compares what the headers say of a request with its body. A proxy routes and limits by the headers, so a request whose headers say something else
/// than its body would get past it. Values are compared as they are, names without regard to case.
/// </summary>
internal static class McpHeaders
{
    public const string MethodHeader = "Mcp-Method";
    public const string NameHeader = "Mcp-Name";
    public const string ParameterPrefix = "Mcp-Param-";

    /// <summary>The member of a parameter's schema that makes clients repeat it in a header.</summary>
    public const string ParameterMark = "x-mcp-header";

    private const string EncodedStart = "=?base64?";
    private const string EncodedEnd = "?=";

    /// <summary>Compares method and name.</summary>
    public static McpRefusal? Check(IHeaderDictionary headers, McpBody body)
    {
        if (body.Method is not { } method)
            return null;
        if (Compare(headers[MethodHeader], MethodHeader, method) is { } fault)
            return fault;
        return NameOf(method, body.Params) is { } name ? Compare(headers[NameHeader], NameHeader, name) : null;
    }

    /// <summary>Compares the arguments that a tool wants repeated.</summary>
    /// <param name="headers">The request's.</param>
    /// <param name="arguments">The call's.</param>
    /// <param name="schema">The tool's input schema.</param>
    public static McpRefusal? CheckParameters(IHeaderDictionary headers, JsonElement? arguments, JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("properties", out var properties) || properties.ValueKind != JsonValueKind.Object)
            return null;
        foreach (var property in properties.EnumerateObject())
        {
            if (MarkOf(property.Value) is { } mark && CheckParameter(headers[ParameterPrefix + mark], ParameterPrefix + mark, Find(arguments, property.Name)) is { } fault)
                return fault;
        }

        return null;
    }

    private static McpRefusal? CheckParameter(StringValues header, string name, JsonElement? argument) => argument switch
    {
        null or { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } =>
            header.Count == 0 ? null : McpRefusal.Mismatch($"The header {name} stands for an argument that is not there."),
        { ValueKind: JsonValueKind.String } text => Compare(header, name, text.GetString()!),
        { ValueKind: JsonValueKind.True or JsonValueKind.False } truth => Compare(header, name, truth.GetRawText()),
        { ValueKind: JsonValueKind.Number } number => CompareNumber(header, name, number),
        _ => null, // the tool itself will say that it wants no list and no object
    };

    private static McpRefusal? CompareNumber(StringValues header, string name, JsonElement number)
    {
        if (Decode(header, name, out var value) is { } fault)
            return fault;
        return decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var said) && number.TryGetDecimal(out var meant) && said == meant
            ? null : Different(name, value, number.GetRawText());
    }

    private static McpRefusal? Compare(StringValues header, string name, string expected)
    {
        if (Decode(header, name, out var value) is { } fault)
            return fault;
        return string.Equals(value, expected, StringComparison.Ordinal) ? null : Different(name, value, expected);
    }

    private static McpRefusal? Decode(StringValues header, string name, out string value)
    {
        value = "";
        if (header is not [{ } given])
            return McpRefusal.Mismatch(header.Count == 0 ? $"The header {name} is missing." : $"The header {name} is there more than once.");
        value = given.Trim(' ', '\t');
        if (!value.StartsWith(EncodedStart, StringComparison.Ordinal) || !value.EndsWith(EncodedEnd, StringComparison.Ordinal) || value.Length < EncodedStart.Length + EncodedEnd.Length)
            return null;
        try
        {
            value = Utf8.GetString(Convert.FromBase64String(value[EncodedStart.Length..^EncodedEnd.Length]));
            return null;
        }
        catch (Exception exception) when (exception is FormatException or DecoderFallbackException)
        {
            return McpRefusal.Mismatch($"The header {name} is not base64 of UTF-8.");
        }
    }

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static McpRefusal Different(string name, string value, string expected) => McpRefusal.Mismatch($"The header {name} says '{value}', and the body '{expected}'.");

    private static string? NameOf(string method, JsonElement? parameters) => method switch
    {
        RequestMethods.ToolsCall or RequestMethods.PromptsGet => Text(parameters, "name"),
        RequestMethods.ResourcesRead => Text(parameters, "uri"),
        _ => null,
    };

    private static string? Text(JsonElement? json, string name) => Find(json, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    private static JsonElement? Find(JsonElement? json, string name) =>
        json is { ValueKind: JsonValueKind.Object } given && given.TryGetProperty(name, out var value) ? value : null;

    private static string? MarkOf(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty(ParameterMark, out var mark) && mark.ValueKind == JsonValueKind.String ? mark.GetString() : null;
}

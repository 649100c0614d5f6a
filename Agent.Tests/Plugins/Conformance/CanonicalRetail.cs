using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Agent.Tests.Plugins.Conformance;

/// <summary>
/// One text for all ways to write the same data, as the recordings define it: keys in ordinal order, nothing null, numbers with two decimals,
/// only what must be escaped is.
/// </summary>
internal static class CanonicalRetail
{
    public static string Fingerprint(JsonNode? json) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Of(json))));

    public static string Of(JsonNode? json)
    {
        var text = new StringBuilder();
        Write(text, json);
        return text.ToString();
    }

    private static void Write(StringBuilder text, JsonNode? json)
    {
        switch (json)
        {
            case null:
                text.Append("null");
                break;
            case JsonObject members:
                WriteAll(text, '{', members.Where(member => member.Value is not null).OrderBy(member => member.Key, StringComparer.Ordinal), member =>
                {
                    Write(text, member.Key);
                    text.Append(':');
                    Write(text, member.Value);
                }, '}');
                break;
            case JsonArray items:
                WriteAll(text, '[', items, item => Write(text, item), ']');
                break;
            default:
                WriteValue(text, json.AsValue());
                break;
        }
    }

    private static void WriteAll<T>(StringBuilder text, char open, IEnumerable<T> parts, Action<T> write, char close)
    {
        text.Append(open);
        var isFirst = true;
        foreach (var part in parts)
        {
            if (!isFirst)
            {
                text.Append(',');
            }

            isFirst = false;
            write(part);
        }

        text.Append(close);
    }

    private static void WriteValue(StringBuilder text, JsonValue value)
    {
        switch (value.GetValueKind())
        {
            case JsonValueKind.String:
                Write(text, value.GetValue<string>());
                break;
            case JsonValueKind.Number:
                var number = decimal.Round(value.GetValue<decimal>(), 2).ToString("0.00", CultureInfo.InvariantCulture);
                text.Append(number is "-0.00" ? "0.00" : number);
                break;
            default:
                text.Append(value.ToJsonString());
                break;
        }
    }

    private static void Write(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var letter in value)
        {
            _ = letter switch
            {
                '"' or '\\' => text.Append('\\').Append(letter),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}"),
                _ => text.Append(letter),
            };
        }

        text.Append('"');
    }
}

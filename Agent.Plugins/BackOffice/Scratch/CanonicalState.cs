using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Agent.Plugins.BackOffice.Scratch;

/// <summary>
/// One text for all ways to write the same data of a shop: keys in ordinal order, members that are null left out, numbers with two decimals, only what must
/// be escaped is. Recordings of other systems state their end states as the SHA-256 of this text.
/// </summary>
public static class CanonicalState
{
    /// <summary>Lower-case hex SHA-256 of the canonical text in UTF-8.</summary>
    public static string Fingerprint(JsonNode? json) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Of(json))));

    /// <summary>The canonical text.</summary>
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
                text.Append(Number(value));
                break;
            default:
                text.Append(value.ToJsonString());
                break;
        }
    }

    private static string Number(JsonValue value)
    {
        // What no amount can be, such as 1e300 in somebody's arguments, is compared as it is spelled.
        if (!decimal.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var exact))
        {
            return value.ToJsonString();
        }

        var number = decimal.Round(exact, 2).ToString("0.00", CultureInfo.InvariantCulture);
        return number is "-0.00" ? "0.00" : number;
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

using System.Text.Json;

namespace Agent.Host.Models.Offline.Dialogue;

/// <summary>Arguments of tool calls, which come back from storage as JSON elements, and from this process as objects.</summary>
internal static class Arguments
{
    public static string Text(IDictionary<string, object?>? arguments, string name)
    {
        if (arguments is null || !arguments.TryGetValue(name, out var value) || value is null)
            return "";
        return value switch
        {
            string text => text,
            JsonElement { ValueKind: JsonValueKind.String } json => json.GetString()!,
            _ => value.ToString() ?? "",
        };
    }

    public static string[] Texts(IDictionary<string, object?>? arguments, string name)
    {
        if (arguments is null || !arguments.TryGetValue(name, out var value) || value is null)
            return [];
        return value switch
        {
            string text => [text],
            IEnumerable<string> texts => [.. texts],
            JsonElement { ValueKind: JsonValueKind.Array } json => [.. json.EnumerateArray().Select(e => e.ToString())],
            System.Collections.IEnumerable list => [.. list.Cast<object?>().Select(o => o?.ToString() ?? "")],
            _ => [value.ToString() ?? ""],
        };
    }

    /// <summary>One text for name and arguments, the same for equal calls whatever the order and types of the arguments.</summary>
    public static string Signature(string tool, IDictionary<string, object?>? arguments)
    {
        if (arguments is null || arguments.Count == 0)
            return tool;
        var parts = arguments.Keys.Order(StringComparer.Ordinal)
            .Select(key => key + "=" + string.Join('|', Texts(arguments, key).Select(t => key is "order_id" ? OrderIds.Normal(t) : t)));
        return tool + "?" + string.Join('&', parts);
    }
}

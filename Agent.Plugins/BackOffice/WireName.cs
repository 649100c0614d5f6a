using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json.Serialization;

namespace Agent.Plugins.BackOffice;

/// <summary>The names of an enum's members as they are stored and spoken: one place for the database, the JSON and the tools' arguments.</summary>
internal static class WireName<TEnum> where TEnum : struct, Enum
{
    private static readonly FrozenDictionary<TEnum, string> Names = Enum.GetValues<TEnum>().ToFrozenDictionary(value => value, NameOf);

    private static readonly FrozenDictionary<string, TEnum> Values =
        Names.ToFrozenDictionary(pair => pair.Value, pair => pair.Key, StringComparer.OrdinalIgnoreCase);

    public static IEnumerable<string> All => Enum.GetValues<TEnum>().Select(Of);

    public static string Of(TEnum value) => Names[value];

    public static bool TryParse(string text, out TEnum value) => Values.TryGetValue(text, out value);

    public static TEnum Parse(string text) =>
        TryParse(text, out var value) ? value : throw new FormatException($"'{text}' is no {typeof(TEnum).Name}.");

    private static string NameOf(TEnum value) =>
        typeof(TEnum).GetField(value.ToString())!.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name
        ?? throw new InvalidOperationException($"{typeof(TEnum).Name}.{value} has no stored name: add [JsonStringEnumMemberName].");
}

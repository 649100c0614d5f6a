using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;

namespace Agent.Host.Portal.Texts;

/// <summary>
/// The texts in every language, from <c>Texts/*.json</c> inside the program. Not from .resx: their lookup goes by cultures, and the service knows only the invariant one.
/// </summary>
internal sealed class PortalTextBook
{
    /// <summary>The languages; the first one is what a browser gets that asks for none of them.</summary>
    public static readonly string[] Languages = ["en", "de"];

    private readonly FrozenDictionary<string, PortalTexts> _languages = Languages.ToFrozenDictionary(language => language, Read);

    public PortalTexts In(string language) => _languages[language];

    private static PortalTexts Read(string language)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"texts/{language}.json")!;
        return new(language, JsonSerializer.Deserialize(stream, PortalJsonContext.Default.DictionaryStringString)!);
    }
}

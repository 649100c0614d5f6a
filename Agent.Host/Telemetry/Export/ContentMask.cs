using Agent.Host.Security.Masking;

namespace Agent.Host.Telemetry.Export;

/// <summary>What is told of a text: masked by <see cref="PersonalData"/>, and bounded.</summary>
internal static class ContentMask
{
    private const int MostCharacters = 4_000;

    public static string Mask(string text) => PersonalData.Mask(text.Length <= MostCharacters ? text : text[..MostCharacters]);
}

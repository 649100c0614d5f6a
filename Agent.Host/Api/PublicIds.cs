using System.Buffers;

namespace Agent.Host.Api;

/// <summary>The shape of ids in addresses. What does not have it cannot exist, so the database need not be asked.</summary>
internal static class PublicIds
{
    private const int Longest = 100;
    private static readonly SearchValues<char> Allowed = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-:.");

    public static bool IsPossible(string id) => id.Length is > 0 and <= Longest && !id.AsSpan().ContainsAnyExcept(Allowed);
}

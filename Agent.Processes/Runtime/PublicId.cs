using System.Security.Cryptography;

namespace Agent.Processes.Runtime;

/// <summary>Ids that the outside sees: opaque and unguessable, in lower-case base 32.</summary>
internal static class PublicId
{
    private const string Digits = "0123456789abcdefghjkmnpqrstvwxyz";

    /// <summary>
    /// A conversation's id: 7 digits of time, then 130 random bits. New ids sort behind older ones, so that the rows of the conversations
    /// of one day lie together in the index; what makes an id unguessable is the rest.
    /// </summary>
    public static string NewConversation(DateTimeOffset now)
    {
        Span<char> id = stackalloc char[34];
        WriteTime(id, now);
        Span<byte> random = stackalloc byte[26];
        RandomNumberGenerator.Fill(random);
        for (var index = 0; index < random.Length; index++)
        {
            id[8 + index] = Digits[random[index] & 31];
        }

        return new(id);
    }

    /// <summary>What sorts before the ids of all conversations made at a time or later, and behind those of all earlier ones.</summary>
    public static string FirstConversationOf(DateTimeOffset time)
    {
        Span<char> id = stackalloc char[8];
        WriteTime(id, time);
        return new(id);
    }

    private static void WriteTime(Span<char> id, DateTimeOffset time)
    {
        id[0] = 'c';
        var seconds = Math.Max(0, time.ToUnixTimeSeconds());
        for (var place = 7; place > 0; place--)
        {
            id[place] = Digits[(int)(seconds & 31)];
            seconds >>= 5;
        }
    }

    /// <summary>16 bytes as 26 digits.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        Span<char> text = stackalloc char[26];
        var value = new System.Numerics.BigInteger(bytes, isUnsigned: true, isBigEndian: true);
        for (var place = text.Length - 1; place >= 0; place--)
        {
            text[place] = Digits[(int)(value & 31)];
            value >>= 5;
        }

        return new(text);
    }
}

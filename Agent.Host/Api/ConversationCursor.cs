using System.Buffers.Text;
using System.Text;

namespace Agent.Host.Api;

/// <summary>A place in the list of conversations as a client carries it from page to page.</summary>
internal static class ConversationCursor
{
    public static string Write(string lastId) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(lastId));

    /// <summary>Null when it is none of ours.</summary>
    public static string? Read(string cursor) =>
        Base64Url.IsValid(cursor) && Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)) is var id && PublicIds.IsPossible(id) ? id : null;
}

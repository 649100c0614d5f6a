using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Agent.Processes;

namespace Agent.Host.Api;

/// <summary>A place in the list of approvals as a client carries it from page to page.</summary>
internal static class ApprovalCursor
{
    public static string Write(ApprovalView last) => Base64Url.EncodeToString(
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{last.RequestedAt.UtcTicks} {last.Request.ApprovalId}")));

    /// <summary>Null when it is none of ours.</summary>
    public static ApprovalPlace? Read(string cursor)
    {
        if (!Base64Url.IsValid(cursor))
            return null;
        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)).Split(' ');
        return parts is [var ticks, var id] && PublicIds.IsPossible(id)
            && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= DateTimeOffset.MaxValue.UtcTicks
                ? new(new(number, TimeSpan.Zero), id) : null;
    }
}

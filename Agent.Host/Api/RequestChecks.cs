using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Primitives;

namespace Agent.Host.Api;

/// <summary>What a request must fulfil before anything is stored.</summary>
internal static class RequestChecks
{
    /// <summary>Texts of this many bytes of UTF-8 and more are refused.</summary>
    public const int MessageBytes = 64 * 1024;

    private const int LongestKey = 200;
    private const int LongestName = 200;
    private const int LongestReason = 1000;
    private const int LongestComment = 2000;
    private const int MostMetadata = 32;
    private const int LongestMetadata = 1000;

    /// <summary>Checks a message; null when it is fine.</summary>
    public static ProblemHttpResult? Message(string? text, string? idempotencyKey)
    {
        if (string.IsNullOrWhiteSpace(text))
            return Problems.Invalid("text", "text must hold something to say.");
        if (Encoding.UTF8.GetByteCount(text) >= MessageBytes)
            return Problems.TooLarge("A message must be smaller than 64 KB (65,536 bytes of UTF-8).");
        if (text.Contains('\0', StringComparison.Ordinal))
            return Problems.Invalid("text", "text must not hold the character NUL.");
        return idempotencyKey is null ? null : Key(idempotencyKey);
    }

    /// <summary>Checks an idempotency key; null when it is fine.</summary>
    public static ProblemHttpResult? Key(StringValues given) =>
        given is [{ Length: > 0 and <= LongestKey } key] && key.All(c => c is > ' ' and <= '~')
            ? null : Problems.Invalid("Idempotency-Key", $"Idempotency-Key must have 1 to {LongestKey} visible ASCII characters.");

    /// <summary>Checks a new conversation; null when it is fine.</summary>
    public static ProblemHttpResult? Conversation(Contracts.ConversationRequest request)
    {
        var faults = new Dictionary<string, string[]>();
        Name("customerId", request.CustomerId);
        Name("workflow", request.Workflow);
        Name("channel", request.Channel);
        if (request.Metadata is { } metadata && (metadata.Count > MostMetadata || metadata.Any(entry => !IsMetadata(entry.Key) || !IsMetadata(entry.Value))))
            faults["metadata"] = [$"metadata may have {MostMetadata} entries, each name and value with up to {LongestMetadata} characters and no NUL."];
        return faults.Count == 0 ? null : Problems.Invalid(faults);

        void Name(string field, string? value)
        {
            if (string.IsNullOrWhiteSpace(value) || value.Length > LongestName || value.Any(char.IsControl))
                faults[field] = [$"{field} must have 1 to {LongestName} characters, and no control characters."];
        }
    }

    /// <summary>Checks the reason of a decision; null when it is fine.</summary>
    public static ProblemHttpResult? Reason(string? reason, string field = "reason") => Text(reason, LongestReason, field);

    /// <summary>Checks the comment of a feedback; null when it is fine.</summary>
    public static ProblemHttpResult? Comment(string? comment) => Text(comment, LongestComment, "comment");

    private static ProblemHttpResult? Text(string? text, int longest, string field) => text is null || (text.Length <= longest && !text.Contains('\0', StringComparison.Ordinal))
        ? null : Problems.Invalid(field, $"{field} may have up to {longest} characters and no NUL.");

    private static bool IsMetadata(string? text) => text is { Length: <= LongestMetadata } && !text.Contains('\0', StringComparison.Ordinal);
}

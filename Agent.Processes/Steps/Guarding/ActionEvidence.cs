using System.Text.RegularExpressions;

namespace Agent.Processes.Steps.Guarding;

/// <summary>What the tool results of a conversation prove to have happened. The names are stored in step states.</summary>
internal static partial class ActionEvidence
{
    public const string Cancelled = "cancelled";
    public const string Returned = "returned";
    public const string Refunded = "refunded";
    public const string Exchanged = "exchanged";
    public const string Modified = "modified";
    public const string TicketOpened = "ticket_opened";

    /// <summary>What one successful result proves: the tool's own effect, and states and payments that it reports.</summary>
    public static IEnumerable<string> Of(string tool, string result)
    {
        foreach (var (prefix, proofs) in Effects)
        {
            if (tool.StartsWith(prefix, StringComparison.Ordinal))
            {
                foreach (var proof in proofs)
                {
                    yield return proof;
                }
            }
        }

        foreach (Match state in ReportedState().Matches(result))
        {
            yield return state.Groups[1].Value[0] switch
            {
                'c' => Cancelled,
                'r' => Returned,
                _ => Exchanged,
            };
        }

        if (ReportedRefund().IsMatch(result))
        {
            yield return Refunded;
        }
    }

    // A cancelled order and a booked return set off the refund, so either proves that one was started.
    private static readonly (string Prefix, string[] Proofs)[] Effects =
    [
        ("cancel_", [Cancelled, Refunded]),
        ("return_", [Returned, Refunded]),
        ("exchange_", [Exchanged]),
        ("modify_", [Modified]),
        ("process_refund", [Refunded]),
        ("issue_store_credit", [Refunded]),
        ("create_ticket", [TicketOpened]),
        ("transfer_to_human_agents", [TicketOpened]),
    ];

    [GeneratedRegex("\"status\":\\s*\"(cancelled|returned|return requested|exchanged|exchange requested)")]
    private static partial Regex ReportedState();

    [GeneratedRegex("\"transaction_type\":\\s*\"refund\"")]
    private static partial Regex ReportedRefund();
}

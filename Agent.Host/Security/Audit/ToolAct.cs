using Npgsql;

namespace Agent.Host.Security.Audit;

/// <summary>A call that changed something, or was meant to, as it waits for the log.</summary>
internal sealed record ToolAct
{
    public required DateTime At { get; init; }
    public required string Tool { get; init; }
    public string? Caller { get; init; }
    public required string Role { get; init; }
    public string? CustomerId { get; init; }
    public string? ConversationId { get; init; }
    public string? Turn { get; init; }
    public string? Key { get; init; }
    public string? Arguments { get; init; }
    public required string Outcome { get; init; }

    /// <summary>The request that began the turn.</summary>
    public string? RequestId { get; init; }

    /// <summary>What somebody agreed to.</summary>
    public string? ApprovalId { get; init; }

    public static ToolAct Read(NpgsqlDataReader row) => new()
    {
        At = row.GetDateTime(0), Tool = row.GetString(1), Caller = Text(row, 2), Role = row.GetString(3), CustomerId = Text(row, 4), ConversationId = Text(row, 5), Turn = Text(row, 6),
        Key = Text(row, 7), Arguments = Text(row, 8), Outcome = row.GetString(9), RequestId = Text(row, 10), ApprovalId = Text(row, 11),
    };

    /// <param name="tenant">Whose log.</param>
    /// <param name="customer">The customer, sealed.</param>
    /// <param name="arguments">The arguments, sealed.</param>
    public AuditEntry ToEntry(string tenant, string? customer, string? arguments)
    {
        Dictionary<string, string> details = new(StringComparer.Ordinal) { ["tool"] = Tool, ["outcome"] = Outcome };
        Add("approval", ApprovalId);
        Add("arguments", arguments);
        Add("customer", customer);
        // A key that a caller made up may be anything; ours is the conversation and the number of the call in it.
        if (ConversationId is not null && Key is not null && Key.StartsWith($"{ConversationId}:", StringComparison.Ordinal))
        {
            Add("call", Key[(ConversationId.Length + 1)..]);
            Add("turn", Turn);
        }

        return new(tenant, Caller ?? Role, AuditActs.ToolCalled, ConversationId ?? Tool, RequestId ?? Turn ?? "", DateTime.SpecifyKind(At, DateTimeKind.Utc), details);

        void Add(string name, string? value)
        {
            if (value is not null)
                details[name] = value;
        }
    }

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}

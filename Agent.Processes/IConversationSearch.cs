namespace Agent.Processes;

/// <summary>Finds conversations. What was just said is found a moment later; where a conversation stands is always as of now.</summary>
public interface IConversationSearch
{
    /// <summary>One page of a tenant's conversations in which something was said, newest first.</summary>
    Task<IReadOnlyList<FoundConversation>> FindAsync(string tenant, ConversationQuery query, CancellationToken cancellationToken = default);

    /// <summary>One page of a tenant's conversations, newest first; those in which nothing was said yet as well, unless something that was said is asked for.</summary>
    Task<IReadOnlyList<ConversationSummary>> ListAsync(string tenant, ConversationQuery query, CancellationToken cancellationToken = default);

    /// <summary>What happened in a tenant's conversations, sandboxes left out.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="from">The first day, in UTC.</param>
    /// <param name="to">The last day, in UTC.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<Insight> ReadInsightAsync(string tenant, DateOnly from, DateOnly to, CancellationToken cancellationToken = default);
}

/// <summary>Which conversations are wanted. What is left out does not matter.</summary>
public sealed record ConversationQuery
{
    /// <summary>Words that were said, by whomever; in quotes for a phrase, with a minus for one that must be absent.</summary>
    public string? Text { get; init; }

    /// <summary>The customer.</summary>
    public string? CustomerId { get; init; }

    /// <summary>Where it stood when it was last looked at.</summary>
    public ConversationStatus? Status { get; init; }

    /// <summary>Where triage sent the customer last, such as <c>orders</c>.</summary>
    public string? Category { get; init; }

    /// <summary>A tool that was called.</summary>
    public string? Tool { get; init; }

    /// <summary>Begun at this time or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Begun before this time.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>Cost at least this many US dollars.</summary>
    public decimal? MinCostUsd { get; init; }

    /// <summary>Somebody gave an answer in it this thumb.</summary>
    public FeedbackRating? Rating { get; init; }

    /// <summary>True for sandboxes as well.</summary>
    public bool WithSandboxes { get; init; }

    /// <summary>Those behind this one: the last of the page before.</summary>
    public string? After { get; init; }

    /// <summary>At most this many. Default: 50.</summary>
    public int Limit { get; init; } = 50;
}

/// <summary>A conversation that was found.</summary>
/// <param name="Id">Its id.</param>
/// <param name="CustomerId">Its customer.</param>
/// <param name="Status">Where it stands now.</param>
/// <param name="Category">Where triage sent the customer last.</param>
/// <param name="Escalated">True when a ticket was opened for a person.</param>
/// <param name="Sandbox">True for a fork in which nothing outside changes.</param>
/// <param name="Turns">Turns ended.</param>
/// <param name="ToolCalls">Tool calls made.</param>
/// <param name="CostUsd">What models have cost, in US dollars.</param>
/// <param name="Opening">The beginning of the first message.</param>
/// <param name="StartedAt">When it was started, in UTC.</param>
/// <param name="LastAt">When something last happened, in UTC.</param>
/// <param name="Ups">How often an answer in it was found good.</param>
/// <param name="Downs">How often not.</param>
public sealed record FoundConversation(
    string Id, string CustomerId, ConversationStatus Status, string? Category, bool Escalated, bool Sandbox, int Turns, int ToolCalls, decimal CostUsd, string Opening,
    DateTimeOffset StartedAt, DateTimeOffset LastAt, int Ups, int Downs);

/// <summary>What happened in a range of days.</summary>
/// <param name="Days">Each day, those without a conversation too.</param>
/// <param name="Categories">By where triage sent the customer last.</param>
/// <param name="Steps">By step: how long its functions took.</param>
/// <param name="Tools">By tool: how often it was called, and refused or failed.</param>
/// <param name="Approvals">By approver: how long decisions were waited for.</param>
/// <param name="GuardrailAllowed">Messages the guardrail let pass.</param>
/// <param name="GuardrailBlocked">Messages it stopped.</param>
/// <param name="Ups">Answers somebody found good.</param>
/// <param name="Downs">Answers somebody found bad.</param>
public sealed record Insight(
    IReadOnlyList<InsightDay> Days, IReadOnlyList<InsightCategory> Categories, IReadOnlyList<InsightDuration> Steps, IReadOnlyList<InsightTool> Tools,
    IReadOnlyList<InsightDuration> Approvals, long GuardrailAllowed, long GuardrailBlocked, long Ups, long Downs);

/// <summary>One day.</summary>
/// <param name="Day">The day, in UTC.</param>
/// <param name="Conversations">Conversations begun.</param>
/// <param name="Escalated">Those of them in which a ticket was opened for a person.</param>
/// <param name="Completed">Those of them that were brought to their end, without a ticket.</param>
public sealed record InsightDay(DateOnly Day, int Conversations, int Escalated, int Completed);

/// <summary>One category.</summary>
/// <param name="Name">The category; null for conversations that never got to triage.</param>
/// <param name="Conversations">Conversations begun.</param>
/// <param name="Escalated">Those in which a ticket was opened.</param>
/// <param name="Completed">Those that were brought to their end, without a ticket.</param>
/// <param name="CostUsd">What models have cost, in US dollars.</param>
/// <param name="InputTokens">Tokens sent to models.</param>
/// <param name="OutputTokens">Tokens written by models.</param>
public sealed record InsightCategory(string? Name, int Conversations, int Escalated, int Completed, decimal CostUsd, long InputTokens, long OutputTokens);

/// <summary>How long something took.</summary>
/// <param name="Name">What.</param>
/// <param name="Count">How often.</param>
/// <param name="MedianMs">Half of them were at most this long, in milliseconds.</param>
/// <param name="P95Ms">95 of 100 were at most this long.</param>
public sealed record InsightDuration(string Name, long Count, double MedianMs, double P95Ms);

/// <summary>One tool.</summary>
/// <param name="Name">The tool.</param>
/// <param name="Calls">How often it was called.</param>
/// <param name="Failed">How often it refused or failed.</param>
public sealed record InsightTool(string Name, long Calls, long Failed);

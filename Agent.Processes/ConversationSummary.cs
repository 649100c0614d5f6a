namespace Agent.Processes;

/// <summary>A conversation in a list.</summary>
/// <param name="Id">Its id.</param>
/// <param name="CustomerId">Its customer.</param>
/// <param name="Status">Where it stands now.</param>
/// <param name="Workflow">The workflow's name.</param>
/// <param name="Channel">Where it is held.</param>
/// <param name="Sandbox">True for a fork in which nothing outside changes.</param>
/// <param name="Turns">Turns ended.</param>
/// <param name="CreatedAt">When it was started, in UTC.</param>
/// <param name="Category">Where triage sent the customer last, as of a moment ago; null before it did.</param>
/// <param name="Opening">The beginning of the first message, a moment after it was said.</param>
public sealed record ConversationSummary(
    string Id, string CustomerId, ConversationStatus Status, string Workflow, string Channel, bool Sandbox, int Turns, DateTimeOffset CreatedAt, string? Category, string? Opening);

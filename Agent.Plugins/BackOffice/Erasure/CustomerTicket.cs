namespace Agent.Plugins.BackOffice.Erasure;

/// <summary>A ticket about a customer.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Body">What was written.</param>
/// <param name="Status">How it stands.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record CustomerTicket(string Id, string Subject, string Body, string Status, DateTimeOffset CreatedAt);

namespace Agent.Processes;

/// <summary>An approval's place in the list.</summary>
/// <param name="RequestedAt">When it was asked, in UTC.</param>
/// <param name="Id">Its id, which tells apart those asked at the same instant.</param>
public sealed record ApprovalPlace(DateTimeOffset RequestedAt, string Id);

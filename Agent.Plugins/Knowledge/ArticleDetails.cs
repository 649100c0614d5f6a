namespace Agent.Plugins.Knowledge;

/// <summary>An article as a tool tells it.</summary>
internal sealed record ArticleDetails(string ArticleId, string Title, string Text, DateTimeOffset UpdatedAt);

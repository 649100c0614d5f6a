namespace Agent.Plugins.Knowledge;

/// <summary>What a search found, the best first.</summary>
/// <param name="Found">How many articles.</param>
/// <param name="Articles">The articles, whole.</param>
/// <param name="Note">Says what to do when nothing was found.</param>
internal sealed record KnowledgeAnswer(int Found, ArticleDetails[] Articles, string? Note);

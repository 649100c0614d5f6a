namespace Agent.Host.Models.Offline.BackOffice;

/// <summary>An article of the help centre.</summary>
internal sealed record ArticleView(string Title, string Text);

namespace Agent.Host.Models.Offline.Dialogue;

/// <summary>Questions about how the shop works: answered from the help centre's best article, or honestly not at all.</summary>
internal static class KnowledgeRule
{
    private const int LongestQuery = 300;

    public static void Apply(Turn turn, Request request)
    {
        var query = QueryOf(request);
        var found = turn.Facts.ArticlesFor(query);
        if (found is null && turn.Call(ToolNames.SearchKnowledge, ("query", query)))
            return;
        request.IsClosed = true;
        turn.Say(found switch
        {
            null => "I cannot look into our help centre at the moment. Please try again in a few minutes.",
            [] => "I found nothing about that in our help centre, so I do not want to guess. I can pass your question on to a colleague: just say \"colleague\".",
            [var best, ..] => $"{best.Title}: {best.Text}",
        });
    }

    /// <summary>The words of the question as they were said.</summary>
    private static string QueryOf(Request request)
    {
        var said = request.Parts[^1].Text.Trim();
        return said.Length <= LongestQuery ? said : said[..LongestQuery];
    }
}

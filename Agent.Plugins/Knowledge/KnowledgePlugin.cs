using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Agent.Plugins.BackOffice;
using Agent.Plugins.Calling;
using Agent.Plugins.Calling.Access;
using Agent.Plugins.Calling.Caching;
using Agent.Plugins.Customers;
using Microsoft.EntityFrameworkCore;
using Microsoft.SemanticKernel;

namespace Agent.Plugins.Knowledge;

/// <summary>The help centre. Everybody finds what is written for them, and nobody what is written for others.</summary>
internal sealed class KnowledgePlugin(IDbContextFactory<BackOfficeDbContext> contexts)
{
    public const string Name = "knowledge";
    public const string Purpose = "The shop's help centre: returns, refunds, shipping, payment, warranty, membership.";

    private const string Nothing = "No article of the help centre answers this. Say so, and do not answer from general knowledge.";

    // A question is a sentence, so one word is enough to be a candidate; an answer has three words of it, or more than half of those that mean something, where one
    // in the title counts twice. What shares one word with the question and nothing else is not found.
    private const string Find = """
        WITH asked AS (SELECT tsvector_to_array(to_tsvector('english', {0})) AS words),
             query AS (SELECT words, (SELECT string_agg(quote_literal(word), ' | ') FROM unnest(words) word)::tsquery AS any_word FROM asked)
        SELECT a.* FROM backoffice.knowledge_articles a, query q,
               LATERAL (SELECT count(*) + count(*) FILTER (WHERE a.search @@ (quote_literal(word) || ':A')::tsquery) AS hits
                          FROM unnest(q.words) word WHERE a.search @@ quote_literal(word)::tsquery) found
         WHERE a.tenant = {1} AND a.audience = ANY ({2}) AND a.search @@ q.any_word AND (found.hits >= 3 OR found.hits * 2 > cardinality(q.words))
         ORDER BY found.hits DESC, ts_rank_cd(a.search, q.any_word) DESC, a.article_id
         LIMIT {3}
        """;

    [Cacheable(60), RequiresScope(ToolScopes.KnowledgeRead), KernelFunction("search_knowledge")]
    [Description("Search the shop's help centre for how things work: returns, refunds, shipping, payment, warranty, membership. Returns the articles that answer best, or "
        + "that nothing was found.")]
    public async Task<string> SearchKnowledgeAsync(
        Kernel kernel,
        [Description("What to look for, in English and in a few words, such as 'return shipping cost'."), StringLength(500, MinimumLength = 1)] string query,
        [Description("The most articles to return, 1 to 5."), Range(1, 5)] int limit = 3,
        CancellationToken cancellationToken = default)
    {
        var call = ToolCallContext.Of(kernel);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        string[] audiences = [.. (await AudiencesAsync(db, call, cancellationToken)).Select(WireName<Audience>.Of)];
        var articles = await db.Articles.FromSqlRaw(Find, query, call.Tenant, audiences, limit).ToListAsync(cancellationToken);
        return BackOfficeJson.ToText(BackOfficeJson.Default.KnowledgeAnswer, new(articles.Count,
            [.. articles.Select(article => new ArticleDetails(article.ArticleId, article.Title, article.Body, article.UpdatedAt))],
            articles.Count is 0 ? Nothing : null));
    }

    private static async Task<Audience[]> AudiencesAsync(BackOfficeDbContext db, ToolCallContext call, CancellationToken cancellationToken)
    {
        if (call.Caller.EffectiveRole is ToolRoles.Operator)
        {
            return [Audience.Everyone, Audience.Gold, Audience.Staff];
        }

        var isGold = call.CustomerId is { } customer
            && await db.Customers.AnyAsync(c => c.Tenant == call.Tenant && c.CustomerId == customer && c.Tier == CustomerTier.Gold, cancellationToken);
        return isGold ? [Audience.Everyone, Audience.Gold] : [Audience.Everyone];
    }
}

using NpgsqlTypes;

namespace Agent.Plugins.Knowledge;

/// <summary>An article of the help centre.</summary>
internal sealed record Article
{
    public required string Tenant { get; init; }

    /// <summary>Chosen by whoever writes it, such as <c>returns</c>.</summary>
    public required string ArticleId { get; init; }

    public required string Title { get; init; }

    /// <summary>Plain text of at most 4,000 characters: an answer is made from it whole, never from a snippet.</summary>
    public required string Body { get; init; }

    public required Audience Audience { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>What PostgreSQL searches; it follows from title and body.</summary>
    public NpgsqlTsVector? Search { get; init; }
}

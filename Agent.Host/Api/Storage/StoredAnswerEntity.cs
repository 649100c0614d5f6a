namespace Agent.Host.Api.Storage;

/// <summary>The answer to a request with an idempotency key; without a status while the request still runs.</summary>
internal sealed class StoredAnswerEntity
{
    public required string Tenant { get; set; }

    /// <summary>The caller's id, with its issuer: a key is known to nobody else.</summary>
    public required string Caller { get; set; }

    public required string Key { get; set; }

    /// <summary>SHA-256 over method, address and body.</summary>
    public required byte[] Request { get; set; }

    /// <summary>Who works on it, unique for every attempt.</summary>
    public required Guid Token { get; set; }

    /// <summary>After this, by the database's clock, whoever worked on it counts as gone.</summary>
    public required DateTime HeldUntil { get; set; }

    public int? Status { get; set; }

    public string? ContentType { get; set; }

    /// <summary>The conversation the request was about, where its address names one: what goes when that is erased.</summary>
    public string? ConversationId { get; set; }

    public string? Location { get; set; }

    public byte[]? Body { get; set; }

    public required DateTime CreatedAt { get; set; }

    /// <summary>The id set aside for what the request creates; every attempt uses the same.</summary>
    public string? Reserved { get; set; }
}

namespace Agent.Host.Api.Idempotency;

/// <summary>Marks an endpoint that sees to idempotency keys itself.</summary>
internal sealed class OwnIdempotency
{
    public static OwnIdempotency Instance { get; } = new();
}

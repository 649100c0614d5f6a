namespace Agent.Processes.Costs;

/// <summary>Is told what model calls of conversations used, as soon as they have ended. The host may have one.</summary>
public interface ITokenMeter
{
    /// <summary>Notes what one call used.</summary>
    /// <param name="conversation">The conversation it was for.</param>
    /// <param name="tokens">Tokens sent and written, as the provider reports them.</param>
    /// <param name="cancellationToken">Of the call.</param>
    ValueTask SpentAsync(ConversationKey conversation, long tokens, CancellationToken cancellationToken);
}

using Agent.Processes.Persistence;
using Npgsql;

namespace Agent.Processes.Runtime.Storage;

/// <summary>How the answer of a statement that accepts an input is read.</summary>
internal static class AcceptedInputs
{
    /// <param name="reader">The row of <see cref="InboxSql.Accept"/> or <see cref="ApprovalSql.Decide"/>, then the rows of <see cref="CheckpointSql.Load"/>.</param>
    /// <param name="tenant">The tenant.</param>
    /// <param name="id">The conversation.</param>
    /// <param name="token">The claim token that was offered.</param>
    /// <param name="kind">The input's kind.</param>
    /// <param name="payload">The input's data.</param>
    /// <param name="cancellationToken">Cancels the read; the input may have been accepted all the same.</param>
    /// <returns>Null when nothing was accepted.</returns>
    public static async Task<AcceptedInput?> ReadAsync(
        NpgsqlDataReader reader, string tenant, string id, string token, string kind, byte[] payload, CancellationToken cancellationToken)
    {
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        var number = reader.GetInt32(0);
        var status = reader.GetString(8);
        var acceptance = new Acceptance(AcceptanceOutcome.Accepted, number, reader.GetInt64(1), Queued: reader.GetBoolean(9), Parked: status == StoredEnum.Name(ConversationStatus.Parked),
            Claimed: status == StoredEnum.Name(ConversationStatus.Claimed));
        if (await reader.IsDBNullAsync(2, cancellationToken) || reader.GetString(2) != token)
        {
            // Read to the end all the same: an error of the commit shows there, and only then is the input accepted.
            await reader.CloseAsync();
            return new(acceptance, null);
        }

        var claim = new Claim(new(tenant, id), token, reader.GetInt64(3));
        var head = new ConversationHead(reader.GetString(4), reader.GetString(5), reader.GetString(6), reader.GetString(7), number);
        await reader.NextResultAsync(cancellationToken);
        var checkpoints = await StoredCheckpoints.ReadAsync(reader, cancellationToken);
        await reader.CloseAsync();
        return new(acceptance, new(claim, head, checkpoints, new(number, kind, payload, RequestOrigin.Id)));
    }
}

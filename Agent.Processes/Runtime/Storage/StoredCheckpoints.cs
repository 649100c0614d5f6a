using System.Data.Common;
using Agent.Processes.Runtime.Storage.Payloads;
using Npgsql;
using static Agent.Processes.Runtime.Storage.Statement;

namespace Agent.Processes.Runtime.Storage;

/// <summary>How checkpoints are read back.</summary>
internal static class StoredCheckpoints
{
    /// <summary>Reads the checkpoints that hold a conversation's state; see <see cref="CheckpointSql.Load"/>.</summary>
    public static NpgsqlBatchCommand LoadCommand(ConversationKey key) => Of(CheckpointSql.Load, Text(key.Tenant), Text(key.Id));

    public static async Task<List<StoredCheckpoint>> ReadAsync(DbDataReader reader, CancellationToken cancellationToken)
    {
        var checkpoints = new List<StoredCheckpoint>();
        while (await reader.ReadAsync(cancellationToken))
        {
            checkpoints.Add(new(
                reader.GetInt32(0), reader.GetInt32(1), reader.GetInt32(2), reader.GetBoolean(3), reader.GetInt64(4), ReadBody(reader)));
        }

        return checkpoints;
    }

    private static byte[] ReadBody(DbDataReader reader)
    {
        var body = reader.GetFieldValue<byte[]>(5);
        return reader.IsDBNull(6) ? body : PayloadCodec.Fill(body, isEvents: false, reader.GetFieldValue<int[]>(6), reader.GetFieldValue<byte[]?[]>(7));
    }
}

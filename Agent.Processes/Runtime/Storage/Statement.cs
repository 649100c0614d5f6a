using Npgsql;
using NpgsqlTypes;

namespace Agent.Processes.Runtime.Storage;

/// <summary>Commands and typed parameters, by position.</summary>
internal static class Statement
{
    public static NpgsqlCommand Fill(NpgsqlCommand command, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }

        return command;
    }

    public static NpgsqlBatchCommand Of(string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }

        return command;
    }

    public static NpgsqlParameter Text(string? value) => value is null
        ? new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Text, Value = DBNull.Value }
        : new NpgsqlParameter<string> { NpgsqlDbType = NpgsqlDbType.Text, TypedValue = value };

    public static NpgsqlParameter<T> Value<T>(T value) where T : struct => new() { TypedValue = value };

    public static NpgsqlParameter<string[]> Texts(IEnumerable<string> values) => new() { TypedValue = [.. values] };

    public static NpgsqlParameter<ReadOnlyMemory<byte>> Json(ReadOnlyMemory<byte> value) => new() { NpgsqlDbType = NpgsqlDbType.Json, TypedValue = value };
}

using Npgsql;

namespace Agent.Processes;

/// <summary>Tells a database that is away for a moment from an error that would come again.</summary>
public static class StorageFault
{
    /// <param name="exception">Looked at with all it was caused by; null is none.</param>
    public static bool IsTransient(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            // Npgsql does not count these. 57P01 to 57P03: the server is starting or stopping, or an operator ended the connection. 57014: the statement was cancelled, and not by whoever waits
            // for it, who would see that as a cancellation: an operator did, or it was meant for the statement before. 42P05, 26000: the driver takes a statement for prepared in a session
            // in which it is not, or the other way round (seen with Npgsql 10.0.0, once in 900 kills); the same on another connection succeeds.
            // 08P01 as a fatal error is how pgbouncer says that it, or the server behind it, is gone; as a plain error it is a fault of ours.
            if (exception is NpgsqlException { IsTransient: true } or PostgresException { SqlState: "57P01" or "57P02" or "57P03" or "57014" or "42P05" or "26000" }
                or PostgresException { SqlState: "08P01", InvariantSeverity: "FATAL" }
                // So Npgsql 10.0.0 ends a command now and then whose connection breaks at the very moment it is sent (seen in NpgsqlDataReader.NextResult),
                // or in which it has lost its place: it closes that connection itself.
                or NullReferenceException { Source: "Npgsql" } || IsOutOfStep(exception))
            {
                return true;
            }
        }

        return false;
    }

    // The driver gives this neither a type nor a code of its own, but always these words.
    private static bool IsOutOfStep(Exception exception) =>
        exception is NpgsqlException and not PostgresException && exception.Message.StartsWith("Received backend message ", StringComparison.Ordinal);
}

using Npgsql;

namespace Agent.Processes.Runtime.Storage;

/// <summary>Tells a database that is away for a moment from an error that would come again.</summary>
internal static class StorageFault
{
    public static bool IsTransient(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            // 57P03, cannot connect now: the server is starting or stopping, and Npgsql does not count it.
            if (exception is NpgsqlException { IsTransient: true } or PostgresException { SqlState: "57P01" or "57P02" or "57P03" })
            {
                return true;
            }
        }

        return false;
    }
}

using System.Data.Common;
using System.Net.Sockets;
using Agent.Plugins.Mcp.Remote;
using Npgsql;

namespace Agent.Plugins.Calling.Resilience;

/// <summary>Tells faults that pass from those that stay.</summary>
internal static class ToolFaults
{
    /// <summary>A lost connection, a server that restarts, a deadlock: the same call may succeed a moment later.</summary>
    public static bool IsPassing(Exception? exception) => IsAny(
        exception, one => IsOfTheDatabase(one) || one is HttpRequestException or SocketException or IOException or TimeoutException or RemoteFaultException);

    /// <summary>Of those, the ones of the database behind the tools: a server that restarts is back within seconds.</summary>
    public static bool IsDatabaseAway(Exception? exception) => IsAny(exception, IsOfTheDatabase);

    private static bool IsOfTheDatabase(Exception exception) => exception is DbException { IsTransient: true } or PostgresException { SqlState: "57P01" or "57P02" or "57P03" or "57014" or "42P05" or "26000" }
        // The first four are a server or an operator that ends sessions and statements, the last two a driver that is wrong about what it has prepared in a session.
        // So Npgsql 10.0.0 ends a command now and then whose connection breaks at the very moment it is sent, or in which it has lost its place
        // (it then closes the connection itself). It gives the second neither a type nor a code of its own, but always these words.
        or NullReferenceException { Source: "Npgsql" }
        || (exception is NpgsqlException and not PostgresException && exception.Message.StartsWith("Received backend message ", StringComparison.Ordinal));

    private static bool IsAny(Exception? exception, Func<Exception, bool> holds)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (holds(exception))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether it says something about the system behind the tool rather than about the call.</summary>
    public static bool IsOfTheSystem(Exception exception) => exception is ToolUnavailableException || (exception is not ToolException && IsPassing(exception));
}

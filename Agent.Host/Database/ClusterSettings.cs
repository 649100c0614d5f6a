namespace Agent.Host.Database;

/// <summary>The server's settings, written whole at every start: a private cluster is not tuned by hand.</summary>
internal static class ClusterSettings
{
    /// <summary>The text of <c>postgresql.conf</c>.</summary>
    public static string Render(ClusterFolder folder, PrivateClusterOptions options)
    {
        // A list of folders inside a string: the comma is escaped by the inner quotes, a quote by doubling.
        var socket = $"\"{folder.Socket.Replace("\"", "\"\"", StringComparison.Ordinal)}\"".Replace("'", "''", StringComparison.Ordinal);
        return $"""
            # Written by the agent service at every start; changes are lost.
            listen_addresses = ''
            unix_socket_directories = '{socket}'
            max_connections = {options.MaxConnections}
            shared_buffers = 128MB
            max_wal_size = 1GB
            timezone = 'UTC'
            log_timezone = 'UTC'
            log_line_prefix = '%m [%p] '
            log_checkpoints = off
            {(options.Durable ? "" : "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n")}
            """;
    }
}

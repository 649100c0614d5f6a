using Npgsql;

namespace Agent.Host.Database;

/// <summary>
/// The second wall between tenants: PostgreSQL itself shows a query the rows of one tenant only, whatever the query forgot. Every table with a tenant has a
/// row-level policy; what a request reads runs as a role that is bound by it. The first wall, the tenant in every query, stands before it.
/// </summary>
internal sealed partial class TenantWall(ILogger<TenantWall> logger)
{
    /// <summary>The role that sees one tenant. The owner of the tables is not bound by policies: what serves all tenants runs as the owner.</summary>
    public const string Role = "agent_walled";

    /// <summary>The setting that says which tenant; unset means none.</summary>
    public const string Setting = "agent.tenant";

    private const string LockWait = "1s";
    private const int MostAttempts = 200;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);
    private static readonly AsyncLocal<string?> Inside = new();

    private const string Raise =
        $"""
        DO $wall$
        DECLARE t record;
        BEGIN
            PERFORM set_config('lock_timeout', '{LockWait}', false);
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{Role}') THEN
                BEGIN
                    CREATE ROLE {Role} NOLOGIN;
                EXCEPTION WHEN duplicate_object OR unique_violation THEN
                    NULL; -- another service of this server made it at the same moment
                END;
            END IF;
            IF NOT pg_has_role(current_user, '{Role}', 'MEMBER') THEN
                GRANT {Role} TO CURRENT_USER;
            END IF;
            FOR t IN
                SELECT n.nspname AS schema, c.relname AS name, c.oid, c.relrowsecurity AS walled, a.attname IS NOT NULL AS has_tenant
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant' AND NOT a.attisdropped
                WHERE n.nspname IN ('agent', 'backoffice', 'security', 'api', 'teams', 'webhooks') AND c.relkind IN ('r', 'p') AND c.relname <> 'migrations'
            LOOP
                IF NOT has_schema_privilege('{Role}', t.schema, 'USAGE') THEN
                    EXECUTE format('GRANT USAGE ON SCHEMA %I TO {Role}', t.schema);
                END IF;
                IF NOT has_table_privilege('{Role}', t.oid, 'SELECT') THEN
                    EXECUTE format(CASE WHEN t.has_tenant THEN 'GRANT SELECT, INSERT, UPDATE, DELETE ON %I.%I TO {Role}' ELSE 'GRANT SELECT ON %I.%I TO {Role}' END, t.schema, t.name);
                END IF;
                CONTINUE WHEN NOT t.has_tenant;
                IF NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = t.oid AND polname = 'tenant_wall') THEN
                    EXECUTE format('CREATE POLICY tenant_wall ON %I.%I USING (tenant = current_setting(''{Setting}'', true))', t.schema, t.name);
                END IF;
                IF NOT t.walled THEN
                    EXECUTE format('ALTER TABLE %I.%I ENABLE ROW LEVEL SECURITY', t.schema, t.name);
                END IF;
                COMMIT; -- a table at a time: other replicas may be at work, and no lock is kept for the next one's sake
            END LOOP;
        END $wall$
        """;

    /// <summary>The tenant whose rows exist for what runs here; null where nobody in particular is served.</summary>
    public static string? Current => Inside.Value;

    /// <summary>Whether the wall stands in this database.</summary>
    public bool IsUp { get; private set; }

    /// <summary>From here on, in this method and what it calls, only this tenant's rows exist.</summary>
    public static void Enter(string tenant) => Inside.Value = tenant;

    /// <summary>Builds what is missing of the wall, behind all migrations, so that a new table has it from its first day.</summary>
    public async Task RaiseAsync(NpgsqlDataSource direct, CancellationToken cancellationToken)
    {
        for (var attempt = 1; !IsUp; attempt++)
        {
            try
            {
                await using var command = direct.CreateCommand(Raise);
                command.CommandTimeout = 0; // it limits its own waiting
                await command.ExecuteNonQueryAsync(cancellationToken);
                IsUp = true;
            }
            catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InsufficientPrivilege)
            {
                LogMissing(Role, exception.MessageText);
                return;
            }
            catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.LockNotAvailable && attempt < MostAttempts)
            {
                // A replica that works on the table goes first: whoever queues for it behind us would wait as long as we do.
                LogWaiting(exception.MessageText);
                await Task.Delay(s_pause, cancellationToken);
            }
        }
    }

    [LoggerMessage(EventId = 1015, Level = LogLevel.Information, Message = "Waiting for a table that others work on: {Reason}")]
    private partial void LogWaiting(string reason);

    [LoggerMessage(EventId = 1014, Level = LogLevel.Warning, Message =
        "Tenants are kept apart by queries alone: the role {Role} cannot be made or used ({Reason}). As a superuser: CREATE ROLE agent_walled NOLOGIN; GRANT agent_walled TO <the service's user>")]
    private partial void LogMissing(string role, string reason);
}

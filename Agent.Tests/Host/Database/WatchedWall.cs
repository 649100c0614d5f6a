using System.Text.RegularExpressions;
using Agent.Host.Database;
using Agent.Processes.Persistence.Tenancy;
using Npgsql;

namespace Agent.Tests.Host.Database;

/// <summary>
/// A database that says what runs outside of the wall between tenants: its tables' owner, whom policies do not bind elsewhere, is bound by one that lets everything through and writes down the
/// statement.
/// </summary>
internal sealed partial class WatchedWall : IAsyncDisposable
{
    private readonly NpgsqlDataSource _super;
    private readonly string _owner;

    private WatchedWall(NpgsqlDataSource super, string owner) =>
        (_super, _owner, ConnectionString) = (super, owner, new NpgsqlConnectionStringBuilder(super.ConnectionString) { Username = owner }.ConnectionString);

    /// <summary>For a service that owns the database, and is no superuser: those no policy binds.</summary>
    public string ConnectionString { get; }

    public static async Task<WatchedWall> CreateAsync(CancellationToken cancellationToken)
    {
        var watched = new WatchedWall(NpgsqlDataSource.Create(await PostgresFixture.CreateDatabaseAsync()), $"owner_{Guid.NewGuid():N}");
        await watched.ExecuteAsync(
            $"""
            DO $$ BEGIN CREATE ROLE {TenantWall.Role} NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
            CREATE ROLE {watched._owner} LOGIN; GRANT {TenantWall.Role} TO {watched._owner};
            ALTER DATABASE {new NpgsqlConnectionStringBuilder(watched.ConnectionString).Database} OWNER TO {watched._owner};
            CREATE SCHEMA watch; GRANT USAGE ON SCHEMA watch TO {watched._owner}; CREATE TABLE watch.seen (statement text NOT NULL);
            -- Triggers that run as the owner are part of the statement that set them off, and that one may be behind the wall.
            CREATE FUNCTION watch.note() RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER AS $note$
            BEGIN
                IF current_setting('role') <> '{TenantWall.Role}' THEN
                    INSERT INTO watch.seen VALUES (current_query());
                END IF;
                RETURN true;
            END $note$
            """, cancellationToken);
        return watched;
    }

    /// <summary>From here on the owner is bound by policies too, by one that lets through and notes.</summary>
    public Task BeginAsync(string[] schemas, CancellationToken cancellationToken) => ExecuteAsync(
        $"""
        DO $$
        DECLARE t record;
        BEGIN
            FOR t IN SELECT n.nspname AS schema, c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relrowsecurity AND n.nspname = ANY (ARRAY['{string.Join("','", schemas)}']) ORDER BY 1, 2
            LOOP
                EXECUTE format('CREATE POLICY watched ON %I.%I TO {_owner} USING (watch.note())', t.schema, t.name);
                EXECUTE format('ALTER TABLE %I.%I FORCE ROW LEVEL SECURITY', t.schema, t.name);
            END LOOP;
        END $$
        """, cancellationToken);

    /// <summary>Waits until some statements that serve all tenants have run: the watch works.</summary>
    public async Task UntilSeenAsync(AcrossTenants[] wanted, CancellationToken cancellationToken)
    {
        while (await ReadAsync(cancellationToken) is var seen && !wanted.All(sweep => seen.Contains(sweep.Sql)))
        {
            await TestContext.Out.WriteLineAsync($"waits for {string.Join(", ", wanted.Where(sweep => !seen.Contains(sweep.Sql)).Select(sweep => sweep.Name))}");
            await Task.Delay(100, cancellationToken);
        }
    }

    /// <summary>What ran outside of the wall, and is neither among these nor written by change tracking.</summary>
    public async Task<List<string>> FindOthersAsync(IEnumerable<AcrossTenants> known, CancellationToken cancellationToken)
    {
        var texts = known.Select(one => one.Sql).ToHashSet(StringComparer.Ordinal);
        return [.. (await ReadAsync(cancellationToken)).Where(statement => !texts.Contains(statement) && !Tracked().IsMatch(statement))];
    }

    public ValueTask DisposeAsync() => _super.DisposeAsync();

    private async Task<List<string>> ReadAsync(CancellationToken cancellationToken)
    {
        List<string> seen = [];
        await using var command = _super.CreateCommand("SELECT DISTINCT statement FROM watch.seen");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            seen.Add(reader.GetString(0));
        return seen;
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = _super.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>What change tracking writes: looked at by an interceptor, as nothing may stand before it in its command. Each names its row's tenant.</summary>
    [GeneratedRegex(@"^(INSERT INTO \w+\.\w+ \(([\w]+, )*tenant, [\w, ]+\)\nVALUES \(\$1, |UPDATE \w+\.\w+ SET [\w =$,]+\nWHERE (\w+ = \$\d+ AND )*tenant = \$\d+(\n| AND |$))")]
    private static partial Regex Tracked();
}

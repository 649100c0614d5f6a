using System.Security.Cryptography;
using Agent.Host.Database;
using Agent.Host.Security.Audit;

namespace Agent.Host.Commands;

/// <summary>Checks audit logs, in the database or in an export, and exports them.</summary>
internal static class AuditCommand
{
    /// <summary>The exit code for a log that is not what was written.</summary>
    public const int Tampered = 3;

    /// <summary>Checks an export; no database is needed.</summary>
    public static async Task<int> VerifyFileAsync(string file, string? keyPath)
    {
        using var key = keyPath is null ? null : AuditSigner.Read(keyPath, "--key");
        var (rows, checkpoints, beginning) = AuditExport.Read(file);
        var tenant = beginning is not null ? beginning.Tenant : rows is [var first, ..] ? first.Tenant : checkpoints is [var only, ..] ? only.Tenant : "nobody";
        return await VerifyAsync(tenant, rows.ToAsyncEnumerable(), checkpoints, key, beginning) ? 0 : Tampered;
    }

    /// <summary>Checks the logs in the database: one tenant's, or all of them.</summary>
    public static async Task<int> VerifyDatabaseAsync(string? tenant, string? keyPath)
    {
        using var key = keyPath is null ? null : AuditSigner.Read(keyPath, "--key");
        await using var app = await OpenAsync();
        var store = app.Services.GetRequiredService<AuditStore>();
        var isRight = true;
        foreach (var name in tenant is null ? await store.TenantsAsync(CancellationToken.None) : [tenant])
        {
            await using var log = await store.OpenAsync(name, CancellationToken.None);
            isRight &= await VerifyAsync(name, log.ReadAsync(CancellationToken.None), log.Checkpoints, key, log.Beginning);
        }

        return isRight ? 0 : Tampered;
    }

    /// <summary>Writes a tenant's log to standard output.</summary>
    public static async Task<int> ExportAsync(string tenant)
    {
        await using var app = await OpenAsync();
        await AuditExport.WriteAsync(app.Services.GetRequiredService<AuditStore>(), tenant, Console.Out, CancellationToken.None);
        return 0;
    }

    private static async Task<bool> VerifyAsync(string tenant, IAsyncEnumerable<AuditRow> rows, IEnumerable<AuditCheckpoint> checkpoints, ECDsa? key, AuditBeginning? beginning)
    {
        var verifier = new AuditVerifier(tenant, checkpoints, key, beginning);
        var fault = await verifier.FindFaultAsync(rows);
        await Console.Out.WriteLineAsync(fault is null
            ? $"{tenant}: {verifier.Rows} rows {(beginning is null ? "" : $"behind row {beginning.Number}, where the log begins, ")}are what was written; {verifier.Checkpoints} checkpoints fit{(key is null ? ", their signatures were not checked (no --key)" : " and are genuine")}."
            : $"{fault.Kind}: {fault.Message}");
        return fault is null;
    }

    private static async Task<WebApplication> OpenAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddShippedSettings();
        builder.Logging.ClearProviders(); // standard output is the export
        builder.Services.AddAgent(builder.Configuration, isAlone: false);
        var app = builder.Build();
        await app.Services.GetRequiredService<AgentDatabase>().StartAsync(share: true);
        await app.Services.GetRequiredService<DatabaseMigrator>().MigrateAsync();
        return app;
    }
}

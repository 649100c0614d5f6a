using Agent.Host.Database;
using Agent.Host.Privacy.Storage;
using Agent.Host.Security.People;
using Agent.Plugins.BackOffice.Erasure;
using Agent.Plugins.Mcp.Remote;
using Agent.Processes;
using Microsoft.Extensions.Options;

namespace Agent.Host.Privacy;

/// <summary>
/// Erases a customer, pass by pass. A pass finds their conversations, keeps where they are, ends them, and removes what hangs on them before themselves: broken off at any instant, the next pass
/// finds what is left. Where the back office is a tool server's, that is asked last, and a pass is through only when it has answered. A second pass some time later removes what background work, counting or telling at that moment, has written behind the first one's back.
/// </summary>
internal sealed partial class CustomerEraser(
    ErasureStore store, ICustomerRecords runtime, BackOfficeRecords backOffice, RemoteRecords toolServer, EdgeRecords edges, CustomerKeys keys,
    IOptions<PrivacyOptions> options, ILogger<CustomerEraser> logger)
{
    private const string System = "system:erasure";
    private const string Audit = "security.customer_keys (the audit log's rows of them are unreadable from here on)";

    /// <summary>Goes through everything once.</summary>
    public async Task<ErasureEntity> RunAsync(ErasureEntity erasure, CancellationToken cancellationToken)
    {
        TenantWall.Enter(erasure.Tenant);
        var (tenant, subject) = (erasure.Tenant, await store.OpenAsync(erasure, cancellationToken));
        var known = new CustomerTrace(subject.Conversations, subject.Approvals).With(await runtime.FindAsync(tenant, subject.CustomerId, cancellationToken));
        subject = subject with { Conversations = known.Conversations, Approvals = known.Approvals };
        await store.NoteFoundAsync(erasure, subject, cancellationToken);
        await runtime.EndAsync(tenant, known, System, cancellationToken);
        var removed = ErasureStore.Removed(erasure);
        Add(removed, await edges.EraseAsync(tenant, subject, cancellationToken));
        Add(removed, await backOffice.EraseAsync(tenant, subject.CustomerId, [.. subject.Conversations], cancellationToken) ?? new Dictionary<string, long>());
        Add(removed, await runtime.EraseAsync(tenant, subject.CustomerId, known, cancellationToken));
        if (await keys.DestroyAsync(tenant, subject.CustomerId, cancellationToken))
            Add(removed, new Dictionary<string, long> { [Audit] = 1 });
        if (!await EraseElsewhereAsync(erasure, subject, removed, cancellationToken))
            return (await store.FindAsync(tenant, erasure.Id, cancellationToken))!;
        var isDone = erasure.Passes >= 1;
        await store.NotePassAsync(erasure, removed, isDone ? null : options.Value.SecondPass, cancellationToken);
        LogPass(erasure.Id, tenant, erasure.Passes + 1, known.Conversations.Count);
        return (await store.FindAsync(tenant, erasure.Id, cancellationToken))!;
    }

    /// <returns>False when the tool server is away: everything is gone through again in a while.</returns>
    private async Task<bool> EraseElsewhereAsync(ErasureEntity erasure, ErasureSubject subject, SortedDictionary<string, long> removed, CancellationToken cancellationToken)
    {
        if (!toolServer.IsElsewhere)
            return true;
        try
        {
            Add(removed, await toolServer.EraseAsync(erasure.Tenant, subject.CustomerId, subject.Conversations, cancellationToken));
            return true;
        }
        catch (RemoteRecordsException exception)
        {
            LogAway(erasure.Id, erasure.Tenant, exception.Message);
            await store.PutOffAsync(erasure, removed, options.Value.RetryPause, cancellationToken);
            return false;
        }
    }

    private static void Add(SortedDictionary<string, long> removed, IReadOnlyDictionary<string, long> more)
    {
        foreach (var (table, rows) in more)
            removed[table] = removed.GetValueOrDefault(table) + rows;
    }

    [LoggerMessage(EventId = 1713, Level = LogLevel.Warning, Message = "Erasure {Erasure} of {Tenant} waits for the tool server: {Reason}")]
    private partial void LogAway(string erasure, string tenant, string reason);

    [LoggerMessage(EventId = 1711, Level = LogLevel.Information, Message = "Erasure {Erasure} of {Tenant}: pass {Pass} is through, with {Conversations} conversations so far")]
    private partial void LogPass(string erasure, string tenant, int pass, int conversations);
}

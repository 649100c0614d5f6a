using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Agent.Processes.Policies;
using Agent.Processes.Prompts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Agent.Processes.Terms;

/// <summary>
/// Makes of a tenant's settings what a turn uses, once for each change of them, and writes that down before the first turn that uses it: a round trip for each change on each replica, and none for a turn.
/// </summary>
internal sealed class TermsResolver(TermsStore store, IServiceProvider services, ILogger<TurnTermsMaker> logger, ITenantTerms? tenants = null) : ITenantPolicies
{
    /// <summary>More are not remembered as written down: they are written once more, which changes nothing.</summary>
    private const int MostRemembered = 1_000;

    private readonly ConditionalWeakTable<TenantTerms, TurnTerms> _made = [];
    private readonly ConcurrentDictionary<(string Tenant, string Id), bool> _kept = new();

    // Not before they are asked for: a runtime without the support workflow has no policies and prompts.
    private readonly Lazy<TurnTermsMaker> _maker = new(() => new(services.GetService<PolicyBook>(), services.GetService<PromptLibrary>(), logger));

    /// <summary>What is different for a tenant now; null when nothing is.</summary>
    public async ValueTask<TurnTerms?> FindAsync(string tenant, CancellationToken cancellationToken)
    {
        if (tenants is null || await tenants.FindAsync(tenant, cancellationToken) is not { } terms || ReferenceEquals(terms, TenantTerms.None))
        {
            return null;
        }

        return _made.TryGetValue(terms, out var made) ? made : await MakeAsync(tenant, terms, cancellationToken);
    }

    /// <summary>What was different for a tenant, by the id a checkpoint names.</summary>
    /// <exception cref="InvalidOperationException">It is not there.</exception>
    public async Task<TurnTerms> ReadAsync(string tenant, string id, CancellationToken cancellationToken)
    {
        var document = await store.FindAsync(tenant, id, cancellationToken) ?? throw new InvalidOperationException($"What was different for the tenant then ({id}) is not on record.");
        var record = TermsRecord.Read(document);
        var terms = new TenantTerms { Tools = record.Tools, Prompts = record.Prompts, Models = record.Models };
        var prompts = services.GetService<PromptLibrary>();
        return new()
        {
            Id = id,
            Terms = terms,
            Policies = record.Policies is { } text ? PolicyBook.Parse("the tenant's policies", text) : null,
            Overlays = prompts is null || record.Overlays is null ? new Dictionary<string, Prompt>()
                : record.Overlays.ToDictionary(one => one.Key, one => PromptComposer.With(prompts.VersionFor(terms, one.Key), one.Value.Template, one.Value.Version), StringComparer.Ordinal),
        };
    }

    public async ValueTask<PolicyBook> FindPoliciesAsync(string tenant, CancellationToken cancellationToken = default) =>
        (await FindAsync(tenant, cancellationToken))?.Policies ?? services.GetRequiredService<PolicyBook>();

    public async ValueTask<IReadOnlyDictionary<string, Prompt>> FindOverlaysAsync(string tenant, CancellationToken cancellationToken = default) =>
        (await FindAsync(tenant, cancellationToken))?.Overlays ?? new Dictionary<string, Prompt>();

    private async Task<TurnTerms> MakeAsync(string tenant, TenantTerms terms, CancellationToken cancellationToken)
    {
        var made = _maker.Value.Make(tenant, terms);
        var record = TermsRecord.Of(made);
        var document = record.Write();
        var id = record.IsEmpty ? null : TermsRecord.IdOf(document);
        if (id is not null && !_kept.ContainsKey((tenant, id)))
        {
            await store.KeepAsync(tenant, id, document, cancellationToken);
            if (_kept.Count >= MostRemembered)
            {
                _kept.Clear();
            }

            _kept[(tenant, id)] = true;
        }

        return _made.GetValue(terms, _ => made with { Id = id });
    }
}

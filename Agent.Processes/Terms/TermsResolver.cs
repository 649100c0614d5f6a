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
internal sealed partial class TermsResolver(TermsStore store, IServiceProvider services, ILogger<TermsResolver> logger, ITenantTerms? tenants = null) : ITenantPolicies
{
    /// <summary>More settings are not remembered by their text: whoever comes then is made anew.</summary>
    private const int MostRemembered = 1_000;

    private readonly ConditionalWeakTable<TenantTerms, TurnTerms> _made = [];
    private readonly ConcurrentDictionary<(string Tenant, string Id), bool> _kept = new();
    private readonly ConcurrentDictionary<string, PolicyBook> _books = new(StringComparer.Ordinal);

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
        var policies = PoliciesOf(tenant, terms);
        var overlays = OverlaysOf(tenant, terms);
        var record = new TermsRecord
        {
            Tools = terms.Tools,
            Prompts = Sorted(terms.Prompts),
            Models = Sorted(terms.Models),
            Policies = policies?.Text,
            Overlays = overlays.Count == 0 ? null : new(overlays.ToDictionary(one => one.Key, one => new TermsPrompt(one.Value.Version, one.Value.Config.Template)), StringComparer.Ordinal),
        };
        var document = record.Write();
        var id = record.IsEmpty ? null : TermsRecord.IdOf(document);
        if (id is not null && !_kept.ContainsKey((tenant, id)))
        {
            await store.KeepAsync(tenant, id, document, cancellationToken);
            Remember(_kept, (tenant, id), true);
        }

        return _made.GetValue(terms, _ => new() { Id = id, Terms = terms, Policies = policies, Overlays = overlays });
    }

    /// <summary>Values that no longer fit the file close: it would be guessing which of both is meant, and about money.</summary>
    private PolicyBook? PoliciesOf(string tenant, TenantTerms terms)
    {
        if (terms.Policies is not { } values || services.GetService<PolicyBook>() is not { } file)
        {
            return null;
        }

        var version = $"{file.Version} {file.Hash} {PolicyOverlay.HashOf(values)}";
        if (_books.TryGetValue(version, out var known))
        {
            return known;
        }

        try
        {
            return Remember(_books, version, file.With(values));
        }
        catch (PolicyFileException fault)
        {
            LogClosed(tenant, fault.Message);
            return PolicyBook.Closed($"{file.Version}+{PolicyOverlay.HashOf(values)} (closed)");
        }
    }

    private Dictionary<string, Prompt> OverlaysOf(string tenant, TenantTerms terms)
    {
        var overlays = new Dictionary<string, Prompt>(StringComparer.Ordinal);
        if (services.GetService<PromptLibrary>() is not { } prompts)
        {
            return overlays;
        }

        foreach (var (name, overlay) in terms.Overlays ?? new Dictionary<string, PromptOverlay>())
        {
            if (PromptLibrary.FindFault(name, overlay) is { } fault)
            {
                LogLeftOut(tenant, name, fault);
                continue;
            }

            overlays.Add(name, PromptComposer.Compose(prompts.VersionFor(terms, name), overlay));
        }

        return overlays;
    }

    private static SortedDictionary<string, string>? Sorted(IReadOnlyDictionary<string, string>? chosen) =>
        chosen is null ? null : new(chosen.ToDictionary(one => one.Key, one => one.Value), StringComparer.Ordinal);

    private static TValue Remember<TKey, TValue>(ConcurrentDictionary<TKey, TValue> known, TKey key, TValue value) where TKey : notnull
    {
        if (known.Count >= MostRemembered)
        {
            known.Clear();
        }

        return known.GetOrAdd(key, value);
    }

    [LoggerMessage(EventId = 1131, Level = LogLevel.Error, Message = "The policies of tenant {Tenant} do not fit the policies file, so nothing that changes something runs for it: {Fault}")]
    private partial void LogClosed(string tenant, string fault);

    [LoggerMessage(EventId = 1132, Level = LogLevel.Error, Message = "The words of tenant {Tenant} for the prompt {Prompt} are left out: {Fault}")]
    private partial void LogLeftOut(string tenant, string prompt, string fault);
}

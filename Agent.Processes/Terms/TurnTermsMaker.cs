using System.Collections.Concurrent;
using Agent.Processes.Policies;
using Agent.Processes.Prompts;
using Microsoft.Extensions.Logging;

namespace Agent.Processes.Terms;

/// <summary>Makes of a tenant's settings, the policies and the prompts what a turn uses.</summary>
internal sealed partial class TurnTermsMaker(PolicyBook? file, PromptLibrary? prompts, ILogger<TurnTermsMaker> logger)
{
    /// <summary>More policies are not remembered: whoever comes then is made anew.</summary>
    private const int MostRemembered = 1_000;

    private readonly ConcurrentDictionary<string, PolicyBook> _books = new(StringComparer.Ordinal);

    /// <param name="tenant">The tenant, for the log.</param>
    /// <param name="terms">What its settings say.</param>
    public TurnTerms Make(string tenant, TenantTerms terms) => new() { Terms = terms, Policies = PoliciesOf(tenant, terms), Overlays = OverlaysOf(tenant, terms) };

    /// <summary>Values that no longer fit the file close: it would be guessing which of both is meant, and about money.</summary>
    private PolicyBook? PoliciesOf(string tenant, TenantTerms terms)
    {
        if (terms.Policies is not { } values || file is null)
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
            if (_books.Count >= MostRemembered)
            {
                _books.Clear();
            }

            return _books.GetOrAdd(version, file.With(values));
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
        if (prompts is null)
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

    [LoggerMessage(EventId = 1131, Level = LogLevel.Error, Message = "The policies of tenant {Tenant} do not fit the policies file, so nothing that changes something runs for it: {Fault}")]
    private partial void LogClosed(string tenant, string fault);

    [LoggerMessage(EventId = 1132, Level = LogLevel.Error, Message = "The words of tenant {Tenant} for the prompt {Prompt} are left out: {Fault}")]
    private partial void LogLeftOut(string tenant, string prompt, string fault);
}

using Agent.Processes.Persistence;
using Agent.Processes.Policies;
using Agent.Processes.Prompts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Agent.Processes.Definitions;

/// <summary>Keeps what came into force. A replica that begins with older files writes that down as well: during a rollout both are in force, and the log says so.</summary>
internal sealed class DefinitionHistory(
    IDbContextFactory<AgentDbContext> contexts, PolicyBook policies, PromptLibrary prompts, IOptions<DefinitionOptions> options, TimeProvider clock) : IDefinitions
{
    private const int LongestName = 200;

    public async Task<int> RecordAsync(CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        // The connection may be lost on the way: the whole is done again then.
        return await context.Database.CreateExecutionStrategy().ExecuteAsync(cancellationToken, async attempt =>
        {
            context.ChangeTracker.Clear();
            await using var transaction = await context.Database.BeginTransactionAsync(attempt);
            await context.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended('agent.definitions', 0))", attempt);
            var latest = await context.Definitions.FromSql(
                $"SELECT DISTINCT ON (kind, name) * FROM agent.definitions ORDER BY kind, name, number DESC").AsNoTracking().ToListAsync(attempt);
            var known = latest.ToDictionary(stored => (stored.Kind, stored.Name));
            var now = InForce().ToList();
            var gone = latest.Where(stored => stored.Version.Length > 0 && now.TrueForAll(one => (one.Kind, one.Name) != (stored.Kind, stored.Name)))
                .Select(stored => New(stored.Kind, stored.Name, "", "", ""));
            context.Definitions.AddRange(now.Where(one => known.GetValueOrDefault((one.Kind, one.Name))?.Hash != one.Hash).Concat(gone));
            var written = await context.SaveChangesAsync(attempt);
            await transaction.CommitAsync(attempt);
            return written;
        });
    }

    public async Task<IReadOnlyList<DefinitionChange>> ListAsync(int limit, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await context.Definitions.AsNoTracking().OrderByDescending(d => d.Number).Take(limit)
            .Select(d => new
            {
                d.Number, d.Kind, d.Name, d.Version, d.Hash, d.ChangedBy, d.At,
                Before = context.Definitions.Where(before => before.Kind == d.Kind && before.Name == d.Name && before.Number < d.Number)
                    .OrderByDescending(before => before.Number).Select(before => before.Version).FirstOrDefault(),
            })
            .ToListAsync(cancellationToken);
        return [.. found.Select(d => new DefinitionChange(d.Number, d.Kind, d.Name, d.Version, d.Before, d.Hash, d.ChangedBy, d.At))];
    }

    public async Task<DefinitionComparison?> FindAsync(long number, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await context.Definitions.AsNoTracking().SingleOrDefaultAsync(d => d.Number == number, cancellationToken) is not { } found)
        {
            return null;
        }

        var before = await context.Definitions.AsNoTracking().Where(d => d.Kind == found.Kind && d.Name == found.Name && d.Number < number)
            .OrderByDescending(d => d.Number).FirstOrDefaultAsync(cancellationToken);
        return new(new(found.Number, found.Kind, found.Name, found.Version, before?.Version, found.Hash, found.ChangedBy, found.At), before?.Text ?? "", found.Text);
    }

    private IEnumerable<DefinitionEntity> InForce() => prompts.Prompts.Where(prompt => prompt.IsInForce)
        .Select(prompt => New(DefinitionKinds.Prompt, prompt.Name, prompt.Version, prompt.Hash, prompt.Config.Template ?? ""))
        .OrderBy(prompt => prompt.Name, StringComparer.Ordinal)
        .Prepend(New(DefinitionKinds.Policies, DefinitionKinds.Policies, policies.Version, policies.Hash, policies.Text));

    private DefinitionEntity New(string kind, string name, string version, string hash, string text) => new()
    {
        Kind = kind, Name = name, Version = version, Hash = hash, Text = text.Replace('\0', ' '), At = clock.GetUtcNow().UtcDateTime,
        ChangedBy = options.Value.ChangedBy is { Length: > LongestName } by ? by[..LongestName] : options.Value.ChangedBy,
    };
}

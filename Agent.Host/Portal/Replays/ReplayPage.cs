using System.Globalization;
using System.Text.Json;
using Agent.Host.Api;
using Agent.Host.Replay.Jobs;
using Agent.Host.Replay.Recordings;
using Agent.Host.Replay.Results;
using Agent.Processes;
using Agent.Processes.Replay;

namespace Agent.Host.Portal.Replays;

/// <summary>One replay: how far it is, and what came out otherwise, kind by kind; and one conversation of it.</summary>
internal static class ReplayPage
{
    private const int FirstOfEach = 5;
    private const int PageSize = 50;

    public static void MapReplay(this IEndpointRouteBuilder portal)
    {
        portal.MapGet(PortalAddresses.Replays + "/{id}", ShowAsync);
        portal.MapGet(PortalAddresses.Replays + "/{id}/live", FollowAsync);
        portal.MapGet(PortalAddresses.Replays + "/{id}/{number:long}", ShowOneAsync);
    }

    private static async Task<IResult> ShowAsync(
        string id, PortalContext context, IReplayJobs jobs, ReplayRuns runs, CancellationToken cancellationToken, string? kind = null, string? after = null)
    {
        if (!PublicIds.IsPossible(id) || await jobs.FindAsync(context.Caller.Tenant, id, cancellationToken) is not { } job)
            return Results.NotFound();
        var figures = ReplayFigures.Of(job);
        var chosen = kind is not null && (kind == ReplayFigures.Error || DifferenceKinds.All.Contains(kind)) ? kind : null;
        var behind = long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var place) ? place : 0;
        var groups = new List<ReplayGroup>();
        foreach (var (name, count) in figures.Kinds.Select(found => (found.Name, found.Different)).Append((ReplayFigures.Error, figures.Errors)))
        {
            if (count > 0 && (chosen is null || chosen == name))
                groups.Add(await ReadAsync(name));
        }

        return context.Page<ReplayView>("replay.title", new()
        {
            [nameof(ReplayView.Figures)] = figures, [nameof(ReplayView.Groups)] = groups, [nameof(ReplayView.Kind)] = chosen, [nameof(ReplayView.IsLater)] = behind > 0,
        });

        async Task<ReplayGroup> ReadAsync(string name)
        {
            var limit = chosen is null ? FirstOfEach : PageSize;
            var found = await runs.ListChangedAsync(context.Caller.Tenant, id, chosen is null ? 0 : behind, name, limit + 1, cancellationToken);
            var changes = found.Take(limit).SelectMany(item => Changes(id, item.SourceId, item.Result).Where(change => change.Kind == name));
            return new(name, [.. changes], found.Count > limit ? found[limit - 1].Number : null);
        }
    }

    private static async Task<IResult> FollowAsync(string id, PortalContext context, IReplayJobs jobs, CancellationToken cancellationToken)
    {
        if (!PublicIds.IsPossible(id) || await jobs.FindAsync(context.Caller.Tenant, id, cancellationToken) is not { } job)
            return Results.NotFound();
        // A browser that is told of no content does not come back.
        return job.Run.Status == ReplayRunStatus.Running ? new ReplayStreamResult(jobs, context.Caller.Tenant, id) : Results.NoContent();
    }

    private static async Task<IResult> ShowOneAsync(
        string id, long number, PortalContext context, IReplayJobs jobs, ReplayRuns runs, IConversations conversations, CancellationToken cancellationToken)
    {
        var tenant = context.Caller.Tenant;
        if (!PublicIds.IsPossible(id) || await jobs.FindAsync(tenant, id, cancellationToken) is not { } job
            || await runs.FindItemAsync(tenant, id, number, cancellationToken) is not ({ } item, { } stored))
        {
            return Results.NotFound();
        }

        var result = JsonSerializer.Deserialize(stored, ReplayJson.Plain.ReplayResult)!;
        var conversation = item.Source is null && item.SourceId is { } source && PublicIds.IsPossible(source)
            && await conversations.FindAsync(new(tenant, source), cancellationToken) is not null ? source : null;
        return context.Page<ReplayedView>("replay.title", new()
        {
            [nameof(ReplayedView.Replayed)] = new ReplayedConversation(
                ReplayFigures.Of(job), number, result.Id ?? item.SourceId ?? "?", result.Customer, conversation, result.Error,
                item.Source is { } recording ? ReplayedConversation.Read(RecordingFile.ReadChat(number, System.Text.Encoding.UTF8.GetBytes(recording)).Recording)
                    : conversation is null ? [] : [.. (await conversations.ReadTranscriptAsync(new(tenant, conversation), cancellationToken)).Select(line => new ReplayedLine(line.Role, line.Text, line.TurnId))],
                [.. Changes(id, conversation, stored)], result.Decisions ?? [],
                [.. result.Divergences.Select(divergence => (divergence.Turn, divergence.Asked, divergence.Answer))], result.EndState?.Changes.ToJsonString()),
        });
    }

    // What could not be replayed is shown as a change of its own kind, with the reason.
    private static IEnumerable<ReplayChange> Changes(string run, string? source, string stored)
    {
        var result = JsonSerializer.Deserialize(stored, ReplayJson.Plain.ReplayResult)!;
        var conversation = source is not null && PublicIds.IsPossible(source) ? source : null;
        if (result.Error is { } error)
            yield return ReplayChange.Of(run, conversation, result, new(ReplayFigures.Error, 0, "", null, error));
        foreach (var difference in result.Differences)
            yield return ReplayChange.Of(run, conversation, result, difference);
    }
}

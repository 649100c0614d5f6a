using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Agent.Host.Replay.Approvals;
using Agent.Host.Replay.Recordings;
using Agent.Host.Replay.Results;
using Agent.Plugins.BackOffice.Import;
using Agent.Plugins.BackOffice.Scratch;

namespace Agent.Host.Replay.Effects;

/// <summary>
/// Makes every recorded tool call again, in order, on a fresh copy of the shop the conversation was held in; compares each answer, and in the end what was left behind.
/// </summary>
internal sealed class EffectsReplay(ScratchShops shops, ToolCalling tools, ExpectedStates expected, ReplaySpec spec) : IReplayEngine
{
    private readonly Approver _approver = new(spec);

    /// <summary>Why a shop is not there does not change while a replay runs.</summary>
    private readonly ConcurrentDictionary<string, string> _missing = new(StringComparer.Ordinal);

    public async Task<ReplayResult> ReplayAsync(long number, RecordedConversation recording, CancellationToken cancellationToken)
    {
        var source = spec.Shop ?? recording.Tenant;
        if (FindFault(recording, source) is { } fault)
        {
            return Failed(number, recording, fault);
        }

        ScratchShop shop;
        try
        {
            shop = await shops.RentAsync(source, cancellationToken);
        }
        catch (ImportException exception)
        {
            _missing[source] = exception.Message;
            return Failed(number, recording, exception.Message);
        }

        try
        {
            return await ReplayAsync(number, recording, shop, cancellationToken);
        }
        finally
        {
            // A shop in which something was broken off is not given back: a call may still be under way.
            if (!cancellationToken.IsCancellationRequested)
            {
                await shop.RestoreAsync(CancellationToken.None);
                shops.Return(source, shop);
            }
        }
    }

    public ValueTask DisposeAsync() => shops.DisposeAsync();

    private async Task<ReplayResult> ReplayAsync(long number, RecordedConversation recording, ScratchShop shop, CancellationToken cancellationToken)
    {
        var differences = new List<ReplayDifference>();
        var (compared, place) = (0, 0);
        foreach (var call in ChosenFrom(recording))
        {
            place++;
            var key = string.Create(CultureInfo.InvariantCulture, $"{recording.Id}:{place}");
            var answer = await tools.CallAsync(shop, recording, call, key, cancellationToken);
            if (call.Result is not { } recorded || spec.Approvals is ReplayApprovals.GroundTruth or ReplayApprovals.Rule or ReplayApprovals.Deny)
            {
                continue; // without some of the calls before it, an answer may well be another one
            }

            compared++;
            if (!ToolAnswerComparison.IsSame(recorded, answer, IsNewerDialect(recording)))
            {
                differences.Add(new(DifferenceKinds.Effects, call.Message, $"{call.Tool} {call.Arguments.ToJsonString()}", recorded, answer));
            }
        }

        var changes = await shop.ChangesAsync(cancellationToken);
        var state = new EndState(CanonicalState.Fingerprint(changes), expected.Find(recording, spec.Approvals, CanonicalState.Fingerprint(shop.NoChanges)), changes);
        if (state.Expected is not null && state.Expected != state.Fingerprint)
        {
            differences.Add(new(DifferenceKinds.EndState, 0, "the shop", state.Expected, state.Fingerprint, "what was changed stands under endState"));
        }

        return new()
        {
            Number = number,
            Id = recording.Id,
            Customer = recording.Customer,
            Verdict = differences.Count == 0 ? ReplayVerdict.Same : ReplayVerdict.Different,
            Differences = differences,
            Compared = new SortedDictionary<string, int>(StringComparer.Ordinal)
            {
                [DifferenceKinds.Effects] = compared, [DifferenceKinds.EndState] = state.Expected is null ? 0 : 1,
            },
            EndState = state,
        };
    }

    private IEnumerable<RecordedToolCall> ChosenFrom(RecordedConversation recording)
    {
        var calls = recording.Calls.Where(call => !ToolAnswerComparison.IsInjectedFault(call.Result));
        return spec.Approvals switch
        {
            // The calls that read have nothing to say where no answer is compared.
            ReplayApprovals.GroundTruth => calls.Where(GroundTruth.ApprovedIn(recording).Contains).Where(call => tools.IsConsequential(call.Tool)),
            ReplayApprovals.Rule => calls.Where(call => tools.IsConsequential(call.Tool) && _approver.AgreesTo(call)),
            ReplayApprovals.Deny => [],
            _ => calls,
        };
    }

    private string? FindFault(RecordedConversation recording, string source)
    {
        List<RecordedToolCall> unknown = [.. recording.Calls.Where(call => !tools.Knows(call.Tool))];
        if (unknown is [var first, ..])
        {
            var names = string.Join(", ", unknown.Select(call => $"'{call.Tool}'").Distinct());
            return $"message {first.Message.ToString(CultureInfo.InvariantCulture)}: there is no tool {names} here";
        }

        return source.Length == 0 ? "the recording names no tenant: name the shop to work on" : _missing.GetValueOrDefault(source);
    }

    private static bool IsNewerDialect(RecordedConversation recording) =>
        recording.Labels is { ValueKind: JsonValueKind.Object } labels && labels.TryGetProperty("dialect", out var dialect) && dialect.ValueEquals("tau2");

    private static ReplayResult Failed(long number, RecordedConversation recording, string fault) => new()
    {
        Number = number, Id = recording.Id, Customer = recording.Customer, Verdict = ReplayVerdict.Error, Error = fault,
    };
}

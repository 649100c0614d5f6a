using System.Diagnostics;
using System.Globalization;
using Agent.Benchmarks.Service;
using Agent.Host.Replay;
using Agent.Host.Replay.Command;
using Agent.Host.Replay.Recordings;
using Agent.Host.Replay.Reports;
using Agent.Processes.Replay;

namespace Agent.Benchmarks.Replaying;

/// <summary>Generated conversations replayed exactly, and the blast radius of a policy over many past cases, which must be what the full replay finds.</summary>
internal sealed class ReplayProofs(BenchmarkService service)
{
    private const int MostShown = 3;

    /// <summary>Runs both and says what came of them.</summary>
    /// <returns>Whether everything held.</returns>
    public async Task<bool> RunAsync(int conversations, int cases, int seed)
    {
        var started = Stopwatch.GetTimestamp();
        await new GeneratedConversations(service.Conversations, seed).PlayAsync(await service.Shop.AddOrdersAsync(conversations), 8);
        await SayAsync($"{conversations} conversations were held in {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s");
        var rig = new ReplayRig(service);
        var exact = await rig.RunAsync(new() { Mode = ReplayMode.Exact }, rig.Stored, Environment.ProcessorCount);
        await SayAsync($"exact: {exact.Summary.Conversations} conversations, {exact.Summary.Differences.Values.Sum()} differences, {exact.Summary.Errors} errors, {exact.PerMinute:0} a minute");
        return exact.Summary.Same == conversations & await RadiusAsync(rig, cases);
    }

    private async Task<bool> RadiusAsync(ReplayRig rig, int cases)
    {
        var folder = Directory.CreateTempSubdirectory("agent-radius-").FullName;
        try
        {
            var policies = Path.Combine(folder, "policies.yaml");
            var text = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "policies.yaml"));
            await File.WriteAllTextAsync(policies, text.Replace("at_most: 45", "at_most: 2", StringComparison.Ordinal).Replace("500.00", "100.00", StringComparison.Ordinal));
            var file = await RepeatAsync(folder, cases);
            var candidate = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["policies"] = policies };
            var radius = await rig.RunAsync(new() { Mode = ReplayMode.Policies, Candidate = candidate }, new RecordingFile(file, RecordingFormat.Chat), Environment.ProcessorCount);
            var full = await rig.RunAsync(new() { Mode = ReplayMode.Decisions, Candidate = candidate }, new RecordingFile(file, RecordingFormat.Chat), Environment.ProcessorCount);
            var (found, expected) = (await FlipsAsync(radius), await FlipsAsync(full));
            // A replay goes on from a flip in another way than the recording did: up to there, and with it, both must say the same.
            var others = found.Keys.Union(expected.Keys).Where(number => found.GetValueOrDefault(number)?[0] != expected.GetValueOrDefault(number)?[0]).Order().ToList();
            var behind = found.Keys.Where(number => expected.TryGetValue(number, out var flips) && !flips.SequenceEqual(found[number])).ToList();
            await SayAsync($"policies: {radius.Summary.Conversations} cases in {radius.Elapsed.TotalSeconds:0.0} s, {found.Values.Sum(flips => flips.Count)} verdicts flip in {found.Count} of them, {radius.Summary.AmountMinor / 100m:0.00} USD at stake; the full replay took {full.Elapsed.TotalSeconds:0.0} s and finds {(others.Count == 0 ? "the same first flips" : $"OTHERS in {others.Count}")}; behind a flip {behind.Count} cases go another way");
            foreach (var number in others.Concat(behind).Take(MostShown))
            {
                await SayAsync($"  case {number}: {string.Join(" | ", found.GetValueOrDefault(number, []))} <> {string.Join(" | ", expected.GetValueOrDefault(number, []))}");
            }

            return others.Count == 0 && found.Count > 0 && radius.Elapsed < TimeSpan.FromMinutes(1);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The conversations with their journals, again and again until there are enough.</summary>
    private async Task<string> RepeatAsync(string folder, int cases)
    {
        var once = Path.Combine(folder, "once.jsonl");
        await ExportVerb.WriteAsync(service.Services, once, "", null, BenchmarkShop.Tenant, lossless: true);
        var path = Path.Combine(folder, "many.jsonl");
        await using var many = new StreamWriter(path);
        for (var written = 0; written < cases;)
        {
            await foreach (var line in File.ReadLinesAsync(once))
            {
                if (written++ < cases)
                {
                    await many.WriteLineAsync(line);
                }
            }
        }

        return path;
    }

    /// <summary>What flips in each case that has any, in the order of the conversation.</summary>
    private async Task<Dictionary<long, List<string>>> FlipsAsync(ReplayTiming timing)
    {
        var flips = new Dictionary<long, List<string>>();
        await foreach (var result in new ReplayReports(service.Get<ReplayRuns>()).ReadAsync(timing.Run))
        {
            List<string> inCase = [.. result.Differences.Where(difference => difference.Kind is DecisionKinds.Eligibility or DecisionKinds.Approval)
                .Select(difference => $"{difference.Kind} {difference.Place} {difference.Subject}: {difference.Recorded} -> {difference.Replayed}")];
            if (inCase.Count > 0)
            {
                flips.Add(result.Number, inCase);
            }
        }

        return flips;
    }

    private static Task SayAsync(FormattableString text) => Console.Out.WriteLineAsync(text.ToString(CultureInfo.InvariantCulture));
}

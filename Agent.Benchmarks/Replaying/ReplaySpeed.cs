using System.Globalization;
using Agent.Benchmarks.Reports;
using Agent.Benchmarks.Service;
using Agent.Host.Replay;
using Agent.Host.Replay.Recordings;

namespace Agent.Benchmarks.Replaying;

/// <summary>Conversations a minute in each mode, one at a time and many.</summary>
internal sealed class ReplaySpeed(BenchmarkService service)
{
    /// <summary>Measures.</summary>
    /// <param name="conversations">How many generated conversations.</param>
    /// <param name="parallel">What many is.</param>
    /// <param name="recordings">Recordings of others, for <c>decisions</c>; null for none.</param>
    /// <param name="seed">Of the dice that make the conversations up.</param>
    public async Task<string> RunAsync(int conversations, int parallel, string? recordings, int seed)
    {
        await new GeneratedConversations(service.Conversations, seed).PlayAsync(await service.Shop.AddOrdersAsync(conversations), 8);
        var rig = new ReplayRig(service);
        var table = new MarkdownTable("mode", "recordings", "at a time", "conversations", "a minute", "CPU ms each", "errors");
        var policies = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["policies"] = Path.Combine(AppContext.BaseDirectory, "policies.yaml") };
        ReplaySpec[] specs =
        [
            new() { Mode = ReplayMode.Exact }, new() { Mode = ReplayMode.Decisions }, new() { Mode = ReplayMode.Policies, Candidate = policies },
            new() { Mode = ReplayMode.Effects, Shop = BenchmarkShop.Tenant },
        ];
        foreach (var spec in specs)
        {
            await MeasureAsync(table, rig, spec, () => rig.Stored, "stored", parallel);
        }

        if (recordings is not null)
        {
            await MeasureAsync(table, rig, specs[1], () => new RecordingFile(recordings, RecordingFormat.Chat), Path.GetFileName(recordings), parallel);
        }

        return table.ToString();
    }

    private static async Task MeasureAsync(MarkdownTable table, ReplayRig rig, ReplaySpec spec, Func<IRecordingSource> source, string name, int parallel)
    {
        await rig.RunAsync(spec, source(), parallel); // the compiler's turn
        foreach (var atATime in (int[])[1, parallel])
        {
            var timing = await rig.RunAsync(spec, source(), atATime);
            table.Add(
                timing.Mode, name, atATime.ToString(CultureInfo.InvariantCulture), timing.Summary.Conversations.ToString(CultureInfo.InvariantCulture),
                timing.PerMinute.ToString("0", CultureInfo.InvariantCulture), timing.CpuMs.ToString("0.0", CultureInfo.InvariantCulture), timing.Summary.Errors.ToString(CultureInfo.InvariantCulture));
        }
    }
}

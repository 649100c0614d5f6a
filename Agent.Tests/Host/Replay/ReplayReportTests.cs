using System.Text;
using System.Xml.Linq;
using Agent.Host.Replay;
using Agent.Host.Replay.Command;
using Agent.Host.Replay.Reports;
using Agent.Host.Replay.Results;
using Agent.Processes.Replay.Rehearsing;

namespace Agent.Tests.Host.Replay;

/// <summary>What a replay says: one page that needs nothing else, XML for builds, and a line that tells how it goes.</summary>
internal sealed class ReplayReportTests
{
    private static readonly ReplayResult[] s_results =
    [
        new() { Number = 1, Id = "same", Verdict = ReplayVerdict.Same, Compared = new Dictionary<string, int> { ["tool"] = 2 } },
        new()
        {
            Number = 2, Id = "<script>alert(1)</script>", Verdict = ReplayVerdict.Different, Compared = new Dictionary<string, int> { ["tool"] = 1 },
            Differences = [new("eligibility", 2, "return {}", "eligible", "refused:too_late", "\u0001 odd \ud83d\ude00", 12_999)], Divergences = [new(1, "model", "the nearest answer")],
        },
        new() { Number = 3, Verdict = ReplayVerdict.Error, Error = "line 3: the line is no JSON" },
        new() { Number = 4, Id = "live", Verdict = ReplayVerdict.Same, Usage = new(3, 3_000, 300, 0.039m), Judged = new Dictionary<string, int> { ["better"] = 2 } },
    ];

    [Test]
    public async Task The_page_is_complete_in_itself_and_shows_both_sides()
    {
        using var stream = new MemoryStream();
        var spec = new ReplaySpec { Mode = ReplayMode.Decisions, File = "x.jsonl", Candidate = new Dictionary<string, string> { ["policies"] = "<new>.yaml" } };
        await HtmlReport.WriteAsync(stream, spec, Sum(), s_results.ToAsyncEnumerable(), CancellationToken.None);
        var page = Encoding.UTF8.GetString(stream.ToArray());
        using var scope = Assert.EnterMultipleScope();
        Assert.That(page, Does.StartWith("<!doctype html>").And.EndWith("</html>"));
        Assert.That(page, Does.Not.Contain("src=").And.Not.Contain("href=").And.Not.Contain("http").And.Not.Contain("<script").And.Not.Contain("@import").And.Not.Contain("url("), "nothing is fetched");
        Assert.That(page, Does.Contain("refused:too_late").And.Contain("eligible").And.Contain("129.99").And.Contain("line 3: the line is no JSON").And.Contain("&lt;new&gt;.yaml"));
        Assert.That(page, Does.Contain("0.039").And.Contain("answers better").And.Not.Contain("<b>same</b>"), "what is the same is not listed");
    }

    [Test]
    public async Task A_build_reads_each_conversation_as_a_test_case()
    {
        using var stream = new MemoryStream();
        await JunitReport.WriteAsync(stream, "decisions", Sum(), s_results.ToAsyncEnumerable(), CancellationToken.None);
        var suite = XDocument.Parse(Encoding.UTF8.GetString(stream.ToArray())).Root!;
        using var scope = Assert.EnterMultipleScope();
        Assert.That(((int)suite.Attribute("tests")!, (int)suite.Attribute("failures")!, (int)suite.Attribute("errors")!), Is.EqualTo((4, 1, 1)));
        Assert.That(suite.Elements("testcase").Select(one => one.Elements().SingleOrDefault()?.Name.LocalName), Is.EqualTo((string?[])[null, "failure", "error", null]));
    }

    [Test]
    public void The_figures_of_conversations_add_up_to_those_of_the_replay()
    {
        var sum = Sum();
        using var scope = Assert.EnterMultipleScope();
        Assert.That((sum.Conversations, sum.Same, sum.Different, sum.Errors, sum.Divergences, sum.AmountMinor), Is.EqualTo((4L, 2L, 1L, 1L, 1L, 12_999L)));
        Assert.That((sum.Compared["tool"], sum.Differences["eligibility"], sum.Judged!["better"]), Is.EqualTo((3L, 1L, 2L)));
        Assert.That(sum.Usage, Is.EqualTo(new RehearsalUsage(3, 3_000, 300, 0.039m)));
        Assert.That(ReplayTally.Sum(ReplayTally.Of(new() { Number = 1, Verdict = ReplayVerdict.Same, Usage = new(1, 1, 1, null) })).Usage!.CostUsd, Is.Null, "not nought: unknown");
    }

    [Test]
    public void The_line_tells_rate_time_left_and_differences_so_far()
    {
        var clock = new StandingClock();
        using var output = new StringWriter();
        var screen = new ReplayScreen(output, isTerminal: true, clock);
        clock.Elapsed = TimeSpan.FromSeconds(30);
        screen.Report(0.25, Sum());
        Assert.That(output.ToString(), Does.Contain("[######..................] 4 done, 8/min, 00:01:30 left, 1 different, 1 errors"));
        screen.End(Sum());
        Assert.That(output.ToString(), Does.Contain("4 conversations: 2 the same, 1 different (eligibility 1), 1 errors, 1 not on record."));
    }

    private static ReplaySummary Sum()
    {
        var count = new ReplayCount();
        Array.ForEach(s_results, count.Add);
        return count.Sum();
    }

    private sealed class StandingClock : TimeProvider
    {
        public TimeSpan Elapsed { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Elapsed.Ticks;
    }
}

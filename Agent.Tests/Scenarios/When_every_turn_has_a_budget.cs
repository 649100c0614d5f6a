using System.Globalization;
using System.Text.RegularExpressions;
using Agent.Processes.Prompts;
using Agent.Tests.Conventions;
using Agent.Tests.Fixtures;

namespace Agent.Tests.Scenarios;

/// <summary>What a turn writes, against the figures docs/runtime.md states: rows and bytes, counted, whatever the machine does meanwhile.</summary>
internal sealed partial class When_every_turn_has_a_budget
{
    private static readonly Dictionary<string, (int Rows, int Bytes)> s_budget = ReadBudget();
    private SupportFixture _support = null!;
    private WriteLedger _ledger = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _support = await SupportFixture.StartAsync();
        _ledger = new(_support.Database);
        await _ledger.OpenAsync(CancellationToken.None);
    }

    [TearDown]
    public async Task StopAsync() => await _support.DisposeAsync();

    [Test, CancelAfter(60_000)]
    public async Task The_conversation_of_the_readme_stays_within_it(CancellationToken cancellationToken)
    {
        var talk = await _support.TalkAsync("mara_olsen_1001", cancellationToken);
        await _ledger.TakeAsync(cancellationToken);
        await talk.SayAsync("I'd like to return the headphones from my last order", cancellationToken);
        await AssertWithinAsync("a question back", cancellationToken);
        await talk.SayAsync("back to my card please", cancellationToken);
        await AssertWithinAsync("a question whether that is meant", cancellationToken);
        await talk.SayAsync("yes", cancellationToken);
        await AssertWithinAsync("the return, booked", cancellationToken);
    }

    [Test, CancelAfter(120_000)]
    public async Task The_sixtieth_turn_writes_what_the_tenth_did(CancellationToken cancellationToken)
    {
        var talk = await _support.TalkAsync("mara_olsen_1001", cancellationToken);
        await _ledger.TakeAsync(cancellationToken);
        var written = new List<(int Rows, int Bytes)>();
        var summaries = 0L;
        for (var turn = 1; turn <= 60; turn++)
        {
            await talk.SayAsync("Where is my order #W1000002?", cancellationToken);
            var before = summaries;
            summaries = await CountSummariesAsync(talk, cancellationToken);
            written.Add(await AssertWithinAsync(
                summaries == before ? "an answer from the shop" : "the same, when the older half of a long conversation was summarised before it", cancellationToken));
        }

        using var scope = Assert.EnterMultipleScope();
        Assert.That(summaries, Is.InRange(5, 10), "seldom, and again and again");
        Assert.That(written[59].Rows, Is.EqualTo(written[9].Rows));
        // Longer numbers, and the log's window: a few bytes each.
        Assert.That(written[59].Bytes, Is.LessThanOrEqualTo(written[9].Bytes * 1.1));
    }

    private async Task<long> CountSummariesAsync(SupportFixture.Talk talk, CancellationToken cancellationToken) => await _support.ReadAsync<long>(
        $"""
        SELECT count(*) FROM agent.checkpoints k, json_array_elements(k.body -> 'supersteps') s, json_array_elements(s -> 'activities') a
        WHERE k.conversation_id = '{talk.Key.Id}' AND a ->> 'name' = '{PromptNames.ConversationSummary}'
        """, cancellationToken);

    private async Task<(int Rows, int Bytes)> AssertWithinAsync(string what, CancellationToken cancellationToken)
    {
        var written = await _ledger.TakeAsync(cancellationToken);
        var budget = s_budget[what];
        TestContext.Out.WriteLine($"{what}: {written.Rows} rows, {written.Bytes:N0} bytes of {budget.Rows} and {budget.Bytes:N0}");
        using var scope = Assert.EnterMultipleScope();
        Assert.That(written.Rows, Is.LessThanOrEqualTo(budget.Rows), what);
        Assert.That(written.Bytes, Is.LessThanOrEqualTo(budget.Bytes), what);
        return written;
    }

    /// <summary>Rows such as <c>| an answer from the shop | 9 | 12 KB |</c>.</summary>
    private static Dictionary<string, (int Rows, int Bytes)> ReadBudget() =>
        BudgetRow().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "runtime.md"))).ToDictionary(
            row => row.Groups[1].Value,
            row => (int.Parse(row.Groups[2].ValueSpan, CultureInfo.InvariantCulture), 1024 * int.Parse(row.Groups[3].ValueSpan, CultureInfo.InvariantCulture)));

    [GeneratedRegex(@"^\| ([^|]+) \| (\d+) \| (\d+) KB \|", RegexOptions.Multiline)]
    private static partial Regex BudgetRow();
}

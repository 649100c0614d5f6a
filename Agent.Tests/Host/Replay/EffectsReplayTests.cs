using System.Text.Json.Nodes;
using Agent.Tests.Fixtures;
using Agent.Tests.Plugins;

namespace Agent.Tests.Host.Replay;

/// <summary>
/// Every conversation recorded in the public retail domain, its tool calls made again in a scratch shop: the answers and the end states are the recorded ones, in any
/// order, by any number of workers, for several tenants at once, and nothing outside the scratch shops is touched.
/// </summary>
internal sealed class EffectsReplayTests
{
    private const string Retail = "tau-retail";
    private ReplayFixture _replay = null!;

    [OneTimeSetUp]
    public async Task Import()
    {
        _ = RetailRecordings.DatabaseFolder;
        _replay = await ReplayFixture.StartAsync(Retail, "other-retail");
    }

    [OneTimeTearDown]
    public async Task Close()
    {
        if (_replay is not null)
        {
            await _replay.DisposeAsync();
        }
    }

    [CancelAfter(180_000)]
    [TestCase("tau-retail", "replays_exactly", 80)]
    [TestCase("tau2-retail", "portable", 79)]
    public async Task Answers_and_end_states_are_the_recorded_ones(string set, string label, int count, CancellationToken cancellationToken)
    {
        var before = await ChecksumAsync(cancellationToken);
        var report = await _replay.ReportAsync(cancellationToken,
            PathOf($"{set}-sample.jsonl"), "--mode", "effects", "--where", $"{label}=true", "--parallel", "3", "--expected", PathOf($"{set}-expected-sample.jsonl"));
        using var scope = Assert.EnterMultipleScope();
        Assert.That((int)report["summary"]!["same"]!, Is.EqualTo(count), report["summary"]!.ToJsonString());
        Assert.That((int)report["summary"]!["compared"]!["end_state"]!, Is.EqualTo(count));
        Assert.That((int)report["summary"]!["compared"]!["effects"]!, Is.GreaterThan(500));
        Assert.That(await ChecksumAsync(cancellationToken), Is.EqualTo(before), "nothing but the replay's own tables has changed, and the scratch shops are gone");
    }

    [CancelAfter(180_000)]
    [TestCase("tau-retail", "replays_exactly", 80)]
    [TestCase("tau2-retail", "portable", 79)]
    public async Task With_an_approver_who_accepts_the_right_writes_only_the_end_states_are_the_approved_ones(string set, string label, int count, CancellationToken cancellationToken)
    {
        var report = await _replay.ReportAsync(cancellationToken,
            PathOf($"{set}-sample.jsonl"), "--mode", "effects", "--where", $"{label}=true", "--approvals", "ground-truth", "--expected", PathOf($"{set}-expected-sample.jsonl"));
        Assert.That((int)report["summary"]!["same"]!, Is.EqualTo(count), report["summary"]!.ToJsonString());
        Assert.That((int)report["summary"]!["compared"]!["end_state"]!, Is.EqualTo(count));
    }

    [Test, CancelAfter(180_000)]
    public async Task The_order_of_conversations_and_tenants_side_by_side_change_nothing(CancellationToken cancellationToken)
    {
        var lines = (await File.ReadAllLinesAsync(PathOf("tau-retail-sample.jsonl"), cancellationToken)).Take(40).ToList();
        var mixed = lines.AsEnumerable().Reverse().SelectMany((line, place) => (string[])[line, Renamed(lines[place], "other-retail")]);
        var path = _replay.Write("mixed.jsonl", mixed);
        var straight = FingerprintsOf(await _replay.ReportAsync(cancellationToken, _replay.Write("straight.jsonl", lines), "--mode", "effects", "--parallel", "1"));
        var mixedUp = FingerprintsOf(await _replay.ReportAsync(cancellationToken, path, "--mode", "effects", "--parallel", "4"));
        Assert.That(mixedUp, Has.Count.EqualTo(2 * straight.Count));
        Assert.That(mixedUp.Where(found => straight.GetValueOrDefault(found.Key.Replace("@other", "", StringComparison.Ordinal)) != found.Value), Is.Empty);
    }

    [Test, CancelAfter(120_000)]
    public async Task An_odd_recording_is_one_clear_error_and_the_others_go_on(CancellationToken cancellationToken)
    {
        var odd = await File.ReadAllLinesAsync(PathOf("tau-retail-odd-sample.jsonl"), cancellationToken);
        var fine = (await File.ReadAllLinesAsync(PathOf("tau-retail-sample.jsonl"), cancellationToken)).Take(5);
        var report = await _replay.ReportAsync(cancellationToken, _replay.Write("odd.jsonl", [.. odd, "{\"id\":", .. fine]), "--mode", "effects");
        var errors = report["conversations"]!.AsArray().Where(conversation => (string?)conversation!["verdict"] == "error").Select(conversation => (string)conversation!["error"]!).ToList();
        using var scope = Assert.EnterMultipleScope();
        Assert.That(errors, Has.Count.EqualTo(odd.Length + 1));
        Assert.That(errors.Where(error => error.Contains("there is no tool", StringComparison.Ordinal)), Has.Exactly(22).Items);
        Assert.That(errors.Where(error => error.Contains("has no id", StringComparison.Ordinal)), Has.Exactly(19).Items);
        Assert.That(errors[^1], Does.StartWith("line 42: the line is no JSON"));
        Assert.That((int)report["summary"]!["same"]!, Is.EqualTo(5));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_recording_of_a_shop_that_is_not_here_is_an_error_that_says_so(CancellationToken cancellationToken)
    {
        var report = await _replay.ReportAsync(cancellationToken, _replay.Write("nowhere.jsonl", [ReplayFixture.Recording("one", "nowhere", "x", "Hello")]), "--mode", "effects");
        Assert.That((string)report["conversations"]![0]!["error"]!, Does.Contain("there is no shop 'nowhere'"));
    }

    [Test, CancelAfter(120_000)]
    public async Task A_changed_answer_and_a_changed_end_state_are_found_and_fail_the_command(CancellationToken cancellationToken)
    {
        var line = (await File.ReadAllLinesAsync(PathOf("tau-retail-sample.jsonl"), cancellationToken)).First(line => line.Contains("\"modify_user_address\"", StringComparison.Ordinal));
        var recording = JsonNode.Parse(line)!;
        recording["expected"]!["fingerprint_recorded_calls"] = new string('0', 64);
        var answer = recording["messages"]!.AsArray().First(message => (string?)message!["role"] == "tool")!;
        answer["content"] = "somebody_else_1";
        var path = _replay.Write("changed.jsonl", [recording.ToJsonString()]);
        var (code, output) = await _replay.RunAsync(cancellationToken, path, "--mode", "effects", "--fail-on", "effects>0,end_state>1");
        Assert.That(code, Is.EqualTo(3));
        Assert.That(output, Does.Contain("effects 1").And.Contain("end_state 1").And.Contain("Failed: effects>0").And.Not.Contain("Failed: end_state"));
    }

    private static Dictionary<string, string> FingerprintsOf(JsonNode report) => report["conversations"]!.AsArray()
        .ToDictionary(conversation => (string)conversation!["id"]!, conversation => (string)conversation!["endState"]!["fingerprint"]!);

    private static string Renamed(string line, string tenant)
    {
        var recording = JsonNode.Parse(line)!;
        (recording["tenant"], recording["id"]) = (tenant, $"{recording["id"]}@other");
        return recording.ToJsonString();
    }

    private static string PathOf(string file) => RecordingsFolder.PathOf(file);

    private async Task<string> ChecksumAsync(CancellationToken cancellationToken)
    {
        var tables = (await _replay.ReadAsync<string[]>(
            "SELECT array_agg(schemaname || '.' || tablename ORDER BY 1) FROM pg_tables WHERE schemaname IN ('agent', 'backoffice') AND tablename NOT LIKE 'replay%'", cancellationToken))!;
        return string.Join('\n', await Task.WhenAll(tables.Select(async table =>
            $"{table} {await _replay.ReadAsync<string>($"SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, ',' ORDER BY t::text)), '') FROM {table} t", cancellationToken)}")));
    }
}

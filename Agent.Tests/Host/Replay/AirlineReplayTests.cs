using Agent.Plugins.BackOffice;
using Agent.Tests.Fixtures;
using Agent.Tests.Plugins.Airline;
using Microsoft.Extensions.DependencyInjection;

namespace Agent.Tests.Host.Replay;

/// <summary>Every conversation recorded in the public airline domain, its tool calls made again: a second business, and the same replay.</summary>
internal sealed class AirlineReplayTests
{
    private const int Count = 20;
    private ReplayFixture _replay = null!;

    [OneTimeSetUp]
    public async Task Import()
    {
        var folder = AirlineRecordings.DatabaseFolder;
        _replay = await ReplayFixture.StartAsync();
        await _replay.Services.GetRequiredService<BackOfficeDatabase>().ImportAsync(AirlineRecordings.Format, folder, AirlineRecordings.Format);
    }

    [OneTimeTearDown]
    public async Task Close()
    {
        if (_replay is not null)
        {
            await _replay.DisposeAsync();
        }
    }

    [CancelAfter(120_000)]
    [TestCase("as-recorded", 120)]
    [TestCase("ground-truth", 0)]
    [TestCase("deny", 0)]
    public async Task Answers_and_end_states_are_the_recorded_ones(string approvals, int answers, CancellationToken cancellationToken)
    {
        var report = await _replay.ReportAsync(cancellationToken, RecordingsFolder.PathOf("tau-airline-sample.jsonl"), "--mode", "effects",
            "--where", "replays_exactly=true", "--approvals", approvals, "--parallel", "2", "--expected", RecordingsFolder.PathOf("tau-airline-expected-sample.jsonl"));
        using var scope = Assert.EnterMultipleScope();
        Assert.That((int)report["summary"]!["same"]!, Is.EqualTo(Count), report["conversations"]!.ToJsonString());
        Assert.That((int)report["summary"]!["compared"]!["end_state"]!, Is.EqualTo(Count));
        Assert.That((int?)report["summary"]!["compared"]!["effects"] ?? 0, Is.GreaterThanOrEqualTo(answers));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_folder_serves_as_well_as_a_tenant_and_scratch_copies_leave_nothing(CancellationToken cancellationToken)
    {
        var lines = (await File.ReadAllLinesAsync(RecordingsFolder.PathOf("tau-airline-sample.jsonl"), cancellationToken)).Take(3);
        var report = await _replay.ReportAsync(cancellationToken, _replay.Write("three.jsonl", lines), "--mode", "effects", "--shop", AirlineRecordings.DatabaseFolder);
        using var scope = Assert.EnterMultipleScope();
        Assert.That((int)report["summary"]!["same"]!, Is.EqualTo(3));
        Assert.That(await _replay.ReadAsync<long>("SELECT count(*) FROM backoffice.airline_flyers WHERE tenant LIKE '~replay:%'", cancellationToken), Is.Zero);
        Assert.That(await _replay.ReadAsync<long>("SELECT count(*) FROM backoffice.airline_flights WHERE tenant LIKE '~replay:%'", cancellationToken), Is.Zero);
    }
}

using System.Text.Json;
using Agent.Host.Replay.Effects;
using Agent.Host.Replay.Recordings;
using Agent.Plugins.BackOffice.Scratch;
using Agent.Processes;
using Agent.Processes.Policies;
using Agent.Processes.Steps.Tools;
using Agent.Processes.Workflows.Support.Approvals;
using Agent.Tests.Fixtures;
using Agent.Tests.Processes;

namespace Agent.Tests.Plugins.Conformance;

/// <summary>What the tools refused in recorded conversations, our policies refuse before anybody is asked to approve it; everything else they let pass.</summary>
[TestFixture("tau-retail", "replays_exactly")]
[TestFixture("tau2-retail", "portable")]
internal sealed class RetailPolicyTests(string set, string label)
{
    private static readonly string[] s_writing = ["cancel_", "modify_", "return_", "exchange_"];

    private SampleShop _shop = null!;
    private ScratchShops _scratch = null!;

    [OneTimeSetUp]
    public async Task Import()
    {
        var folder = RetailRecordings.DatabaseFolder;
        _shop = await SampleShop.OpenAsync(seeded: false);
        _scratch = await _shop.Database.OpenScratchAsync();
        _scratch.Return(folder, await _scratch.RentAsync(folder));
    }

    [OneTimeTearDown]
    public async Task Close()
    {
        if (_shop is not null)
        {
            await _scratch.DisposeAsync();
            await _shop.DisposeAsync();
        }
    }

    [Test]
    public async Task Exactly_the_recorded_refusals_are_refused_by_policy()
    {
        var (faults, refused, passed) = (new List<string>(), 0, 0);
        var retail = await _scratch.RentAsync(RetailRecordings.DatabaseFolder);
        await foreach (var recording in Recordings())
        {
            foreach (var call in recording.Calls.Where(call => IsWrite(call) && !ToolAnswerComparison.IsInjectedFault(call.Result)))
            {
                var verdict = await JudgeAsync(retail, recording, call);
                _ = verdict.Eligible ? passed++ : refused++;
                if (verdict.Eligible == ToolAnswerComparison.IsRefusal(call.Result!))
                {
                    faults.Add($"{recording.Id} {call.Tool} {call.Arguments.ToJsonString()}\n  recorded: {call.Result}\n  judged: {verdict.Rule} {verdict.Reason}");
                }

                await new ToolCalling(_shop.Kernel(null)).CallAsync(retail, recording, call, $"{recording.Id}:{call.Id}", CancellationToken.None);
            }

            await retail.RestoreAsync();
        }

        using var scope = Assert.EnterMultipleScope();
        Assert.That(faults, Is.Empty);
        Assert.That(refused, Is.Positive);
        Assert.That(passed, Is.GreaterThan(50));
    }

    private async Task<PolicyVerdict> JudgeAsync(ScratchShop retail, RecordedConversation recording, RecordedToolCall call)
    {
        var customer = retail.CustomerOf(call.Tool, call.Arguments, recording.Customer);
        var kernel = _shop.Kernel(customer, tenant: retail.Tenant);
        kernel.Data[KernelConversationExtensions.InfoKey] = new ConversationInfo(new(retail.Tenant, recording.Id), customer ?? "guest", "web", "turn_1");
        var proposed = new ToolCall { CallId = call.Id, Tool = call.Tool, Arguments = JsonSerializer.SerializeToElement(call.Arguments), CustomerId = customer };
        return (await ActionEvaluation.MakeAsync(kernel, ProductFiles.Policies, proposed, SampleShop.Now, CancellationToken.None)).Verdict;
    }

    private async IAsyncEnumerable<RecordedConversation> Recordings()
    {
        await foreach (var line in new RecordingFile(RecordingsFolder.PathOf($"{set}-sample.jsonl"), RecordingFormat.Chat).ReadAsync())
        {
            if (line.Recording!.Labels.GetProperty(label).ValueKind is JsonValueKind.True)
            {
                yield return line.Recording;
            }
        }
    }

    private static bool IsWrite(RecordedToolCall call) => s_writing.Any(prefix => call.Tool.StartsWith(prefix, StringComparison.Ordinal));
}

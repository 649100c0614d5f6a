using System.Text.Json;
using System.Text.Json.Nodes;
using Agent.Processes;
using Agent.Processes.Steps.Tools;
using Agent.Processes.Workflows.Support.Approvals;
using Agent.Tests.Processes;

namespace Agent.Tests.Plugins.Conformance;

/// <summary>What the tools refused in recorded conversations, our policies refuse before anybody is asked to approve it; everything else they let pass.</summary>
[TestFixture("tau-retail", "replays_exactly")]
[TestFixture("tau2-retail", "portable")]
internal sealed class RetailPolicyTests(string set, string label)
{
    private RetailShop _retail = null!;

    [OneTimeSetUp]
    public async Task Import() => _retail = await RetailShop.OpenAsync();

    [OneTimeTearDown]
    public async Task Close()
    {
        if (_retail is not null)
        {
            await _retail.DisposeAsync();
        }
    }

    [Test]
    public async Task Exactly_the_recorded_refusals_are_refused_by_policy()
    {
        var (faults, refused, passed) = (new List<string>(), 0, 0);
        foreach (var recording in RetailRecordings.ReadLines($"{set}-sample.jsonl").Where(line => (bool?)line["labels"]![label] is true))
        {
            foreach (var call in RetailCall.Of(recording).Where(call => call.IsWrite && !call.IsInjectedFault))
            {
                var verdict = await JudgeAsync(recording, call);
                _ = verdict.Eligible ? passed++ : refused++;
                if (verdict.Eligible == call.IsRefused)
                {
                    faults.Add($"{recording["id"]} {call.Tool} {call.Arguments.ToJsonString()}\n  recorded: {call.Recorded}\n  judged: {verdict.Rule} {verdict.Reason}");
                }

                await ExecuteAsync(recording, call);
            }

            await _retail.RestoreAsync();
        }

        using var scope = Assert.EnterMultipleScope();
        Assert.That(faults, Is.Empty);
        Assert.That(refused, Is.Positive);
        Assert.That(passed, Is.GreaterThan(50));
    }

    private async Task<Agent.Processes.Policies.PolicyVerdict> JudgeAsync(JsonNode recording, RetailCall call)
    {
        var customer = _retail.CustomerOf(call, (string)recording["customer"]!);
        var kernel = _retail.Shop.Kernel(customer, tenant: RetailShop.Tenant);
        kernel.Data[KernelConversationExtensions.InfoKey] = new ConversationInfo(new(RetailShop.Tenant, (string)recording["id"]!), customer ?? "guest", "web", "turn_1");
        var proposed = new ToolCall { CallId = call.CallId, Tool = call.Tool, Arguments = JsonSerializer.SerializeToElement(call.Arguments), CustomerId = customer };
        return (await ActionEvaluation.MakeAsync(kernel, ProductFiles.Policies, proposed, SampleShop.Now, CancellationToken.None)).Verdict;
    }

    private async Task ExecuteAsync(JsonNode recording, RetailCall call)
    {
        var customer = _retail.CustomerOf(call, (string)recording["customer"]!);
        var kernel = _retail.Shop.Kernel(customer, $"{recording["id"]}:{call.CallId}", RetailShop.Tenant);
        await kernel.Plugins.SelectMany(plugin => plugin).Single(tool => tool.Name == call.Tool).InvokeAsync(kernel, new(call.ToArguments()));
    }
}

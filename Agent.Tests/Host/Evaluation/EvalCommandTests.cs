using System.Text.Json.Nodes;
using Agent.Host.Evaluation;
using Agent.Host.Evaluation.Command;
using Agent.Host.Replay;
using Agent.Processes.Evaluation;
using Agent.Tests.Conventions;

namespace Agent.Tests.Host.Evaluation;

/// <summary>The verb <c>eval</c>, on the offline model: the suites that come with the project hold, a change shows, and no database is needed.</summary>
internal sealed class EvalCommandTests
{
    private string _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("agent-eval-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [CancelAfter(60_000)]
    [TestCase("guardrail")]
    [TestCase("triage")]
    [TestCase("eligibility")]
    [TestCase("tools")]
    public async Task A_suite_that_comes_with_the_project_keeps_its_own_thresholds(string suite, CancellationToken cancellationToken)
    {
        var (code, output) = await RunAsync(cancellationToken, PathOf(suite), "--report", _folder);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(code, Is.Zero, output);
        Assert.That(EvaluationSuite.Load(PathOf(suite)).FailOn, Is.Not.Null, "it says what must not be");
        var report = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(_folder, suite + ".json"), cancellationToken))!;
        Assert.That(report["cases"]!.AsArray(), Has.Count.EqualTo(EvaluationSuite.Load(PathOf(suite)).Cases.Count).And.Count.GreaterThan(25));
        Assert.That((string?)report["models"]!["provider"], Is.EqualTo("offline"));
        Assert.That((int)report["modelCalls"]!, suite == "eligibility" ? Is.Zero : Is.GreaterThan(25));
        Assert.That(await File.ReadAllTextAsync(Path.Combine(_folder, suite + ".xml"), cancellationToken), Does.Contain("<testsuite").And.Contain("<testcase"));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_prompt_without_a_category_is_worse_than_the_last_run_and_fails(CancellationToken cancellationToken)
    {
        Assert.That((await RunAsync(cancellationToken, PathOf("triage"))).Code, Is.Zero);
        var prompts = Path.Combine(_folder, "prompts.yaml");
        await File.WriteAllTextAsync(prompts, (await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "prompts.yaml"), cancellationToken))
            .Replace("\"billing\"", "\"payments\"", StringComparison.Ordinal).Replace("\"category\":\"billing\"", "\"category\":\"payments\"", StringComparison.Ordinal), cancellationToken);
        var (code, output) = await RunAsync(cancellationToken, PathOf("triage"), "--candidate", $"prompts={prompts}", "--fail-on", "worse>0,triage.billing.recall<0.5");
        Assert.That(code, Is.EqualTo(3), output);
        Assert.That(output, Does.Contain("Right last time, wrong now").And.Contain("billing_02: expected billing, got human").And.Contain("Failed: worse>0").And.Contain("Failed: triage.billing.recall<0.5: it is 0").And.Contain("F1 was"));
        var (again, back) = await RunAsync(cancellationToken, PathOf("triage"), "--fail-on", "worse>0");
        Assert.That(again, Is.Zero);
        Assert.That(back, Does.Contain("Wrong last time, right now"));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_stricter_policy_turns_exactly_the_cases_between_the_two(CancellationToken cancellationToken)
    {
        var policies = Path.Combine(_folder, "policies.yaml");
        await File.WriteAllTextAsync(policies, (await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "policies.yaml"), cancellationToken)).Replace("at_most: 30", "at_most: 14", StringComparison.Ordinal), cancellationToken);
        Assert.That((await RunAsync(cancellationToken, PathOf("eligibility"))).Code, Is.Zero);
        var (code, output) = await RunAsync(cancellationToken, PathOf("eligibility"), "--candidate", $"policies={policies}", "--fail-on", "worse>0");
        var run = EvaluationRun.Find(Path.Combine(_folder, "last", "eligibility.json"))!;
        Assert.That(code, Is.EqualTo(3), output);
        Assert.That(run.Cases.Where(outcome => !outcome.IsRight).Select(outcome => outcome.Answer), Is.All.EqualTo("refused:return_window_standard").Or.EqualTo("refused:refund_window_standard").And.Not.Empty);
        Assert.That(run.Cases.Where(outcome => !outcome.IsRight).Select(outcome => outcome.Expected), Is.All.StartsWith("eligible"));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_case_the_facts_do_not_suffice_for_has_no_answer_and_says_why(CancellationToken cancellationToken)
    {
        var suite = Write("name: thin\ncases:\n  - {id: thin, kind: eligibility, expect: eligible, tool: cancel_pending_order, arguments: {order_id: '#W1'}}\n");
        var (code, output) = await RunAsync(cancellationToken, suite, "--fail-on", "errors>0");
        Assert.That(code, Is.EqualTo(3));
        Assert.That(output, Does.Contain("thin: expected eligible, got no answer (the policy looks up 'order' (get_order_details), which is not among the facts of the case)"));
    }

    [Test, CancelAfter(60_000)]
    public void What_cannot_be_run_is_refused_before_any_case(CancellationToken cancellationToken)
    {
        var good = "cases:\n  - {id: a, kind: guardrail, expect: allow, text: Hello}\n";
        var threshold = Write("name: bad\nfail_on: \"beauty<1\"\n" + good);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(async () => await RunAsync(cancellationToken, threshold), Throws.TypeOf<SuiteFileException>().With.Message.Contains("(2): 'beauty<1' is no threshold"));
        Assert.That(async () => await RunAsync(cancellationToken, Write("name: good\n" + good), "--candidate", "prompts=nowhere.yaml"), Throws.TypeOf<ReplayFault>().With.Message.Contains("nowhere.yaml"));
        Assert.That(() => EvalArguments.Parse([]), Throws.TypeOf<ReplayFault>().With.Message.Contains("needs the file of a suite"));
        Assert.That(() => EvalArguments.Parse(["x.yaml", "--colour", "red"]), Throws.TypeOf<ReplayFault>().With.Message.Contains("does not know '--colour'"));
        Assert.That(() => EvalArguments.Parse(["x.yaml", "--fail-on", "beauty<1"]), Throws.TypeOf<ReplayFault>());
    }

    private async Task<(int Code, string Output)> RunAsync(CancellationToken cancellationToken, params string[] args)
    {
        var arguments = EvalArguments.Parse([.. args, "--last", Path.Combine(_folder, "last")]);
        await using var app = EvalCommand.Compose(arguments.Candidate, "--Model:Provider", "offline");
        await using var output = new StringWriter();
        var code = await EvalCommand.RunAsync(app.Services, arguments, output, cancellationToken);
        await TestContext.Out.WriteLineAsync(output.ToString());
        return (code, output.ToString());
    }

    private string Write(string text)
    {
        var path = Path.Combine(_folder, $"{Guid.NewGuid():n}.yaml");
        File.WriteAllText(path, text);
        return path;
    }

    private static string PathOf(string suite) => Path.Combine(Repository.Root, "evaluations", suite + ".yaml");
}

using System.Text.Json.Nodes;
using Agent.Host.Commands;
using Agent.Processes.Evaluation;

namespace Agent.Tests.Host.Evaluation;

/// <summary>A suite's file: what is wrong with it is told with its line, its case and the reason.</summary>
internal sealed class SuiteFileTests
{
    private const string Good = "name: some\ncases:\n  - {id: a, kind: guardrail, expect: allow, text: Hello}\n";

    [TestCase("name: some\ncases: []\n", 2, null, "there are no cases")]
    [TestCase("cases:\n  - {id: a, kind: guardrail, expect: allow, text: Hello}\n", 1, null, "key 'name' is missing")]
    [TestCase(Good + "  - {id: b, kind: guardrail, text: Hello}\n", 4, "b", "key 'expect' is missing")]
    [TestCase(Good + "  - {id: a, kind: guardrail, expect: block, text: Hello}\n", 4, "a", "the id is used twice")]
    [TestCase(Good + "  - {id: b, kind: guesswork, expect: block, text: Hello}\n", 4, "b", "'guesswork' is none of guardrail, triage, eligibility, tool")]
    [TestCase(Good + "  - {id: b, kind: guardrail, expect: maybe, text: Hello}\n", 4, "b", "a guardrail says allow, block, block:rule or block:model, not 'maybe'")]
    [TestCase(Good + "  - {id: b, kind: guardrail, expect: allow, text: Hello, topic: orders}\n", 4, "b", "unknown key 'topic' (known: id, kind, expect, note, text)")]
    [TestCase(Good + "  - id: b\n    kind: eligibility\n    expect: perhaps\n    tool: t\n    arguments: {}\n", 6, "b", "a policy says eligible, eligible:<who agrees>, refused or refused:<rule>, not 'perhaps'")]
    [TestCase(Good + "  - {id: b, kind: eligibility, expect: refused, tool: t}\n", 4, "b", "key 'arguments' is missing")]
    [TestCase(Good + "  - {id: b, kind: eligibility, expect: refused, tool: t, arguments: [1]}\n", 4, "b", "a mapping is expected here")]
    [TestCase(Good + "  - {id: b, kind: eligibility, expect: refused, tool: t, arguments: {}, at: soon}\n", 4, "b", "'soon' is no time")]
    [TestCase(Good + "  - {id: b, kind: tool, expect: none, messages: [{customer: Hi}, {agent: Hello}]}\n", 4, "b", "the last thing said must be the customer's")]
    [TestCase(Good + "  - {id: b, kind: tool, expect: none, messages: [{customer: Hi}, {call: t, arguments: {}}]}\n", 4, "b", "a call has a result, or a notice, and is no customer's")]
    [TestCase(Good + "  - {id: b, kind: tool, expect: none, messages: [{customer: Hi, agent: Hello}]}\n", 4, "b", "a message is a customer's, an agent's, or a call with its arguments and result")]
    [TestCase(Good + "  - {id: b, kind: tool, expect: not a tool, messages: [{customer: Hi}]}\n", 4, "b", "'not a tool' is the name of nothing")]
    [TestCase(Good + "  - {id: b, kind: [\n", 5, null, "no valid YAML")]
    [TestCase("", 1, null, "the file is empty")]
    public void A_broken_suite_is_refused_with_its_line_and_the_reason(string text, int line, string? id, string reason)
    {
        var fault = Assert.Throws<SuiteFileException>(() => EvaluationSuite.Parse("suite.yaml", text))!;
        using var scope = Assert.EnterMultipleScope();
        Assert.That((fault.Line, fault.Entry), Is.EqualTo((line, id)));
        Assert.That(fault.Fault, Does.StartWith(reason));
        Assert.That(StartupFault.Describe(fault), Does.StartWith($"suite.yaml({line}): "), "what the command line says");
    }

    [Test]
    public void A_suite_that_is_not_there_is_told()
    {
        var fault = Assert.Throws<SuiteFileException>(() => EvaluationSuite.Load(Path.Combine(TestContext.CurrentContext.WorkDirectory, "nowhere.yaml")))!;
        Assert.That(fault.Fault, Does.StartWith("the suite cannot be read"));
    }

    [Test]
    public void Added_cases_are_read_as_they_were_and_what_stood_there_stays()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("agent-suite-").FullName, "mine.yaml");
        File.WriteAllText(path, "# Mine.\nname: mine\ncases:\n  # the first\n  - {id: a, kind: guardrail, expect: allow, text: Hello}\n\n");
        const string Odd = "He said: \"no\" — 'yes'? # 100 %\nnull ~ {x} [y] & *z\ttab 😀 " + "long words that are folded somewhere on the way because the line is far too long for one line of a file, aren't they";
        var facts = new JsonObject
        {
            ["zip"] = "01234", ["price"] = 39.50m, ["count"] = 0, ["yes"] = true, ["nothing"] = null, ["word"] = "true", ["number"] = "17", ["odd"] = Odd, ["list"] = new JsonArray("a", 1, new JsonObject { ["b:c"] = "d" }), ["empty"] = "",
        };
        var added = new JsonObject
        {
            ["id"] = "b", ["kind"] = "eligibility", ["expect"] = "refused:some_rule", ["tool"] = "t", ["at"] = "2026-01-01T00:00:00.0000000+00:00", ["arguments"] = new JsonObject(), ["facts"] = new JsonObject { ["order"] = facts.DeepClone() },
        };
        Assert.That(SuiteFileWriter.Append(path, [added]), Is.EqualTo(1));
        Assert.That(SuiteFileWriter.Append(path, [added]), Is.Zero, "it is there already");
        var read = EvaluationSuite.Load(path).Cases[1];
        using var scope = Assert.EnterMultipleScope();
        Assert.That(JsonNode.DeepEquals(JsonNode.Parse(read.Facts["order"].GetRawText()), JsonNode.Parse(facts.ToJsonString())), Is.True, read.Facts["order"].GetRawText());
        Assert.That(read.At, Is.EqualTo(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)));
        Assert.That(File.ReadAllText(path), Does.StartWith("# Mine.\nname: mine\ncases:\n  # the first\n"));
        File.WriteAllText(path, "cases:\n  - {id: a, kind: guardrail, expect: allow, text: Hello}\nname: mine\n");
        Assert.That(() => SuiteFileWriter.Append(path, [added]), Throws.TypeOf<SuiteFileException>());
        Assert.That(EvaluationSuite.Load(path).Cases, Has.Count.EqualTo(1), "and the file is as it was");
    }
}

using Agent.Processes.Prompts;
using Agent.Processes.Replay.Judging;

namespace Agent.Tests.Processes.Prompts;

internal sealed class PromptFileTests
{
    [Test]
    public void The_products_file_holds_every_prompt() =>
        Assert.That(ProductFiles.Prompts.Prompts.Select(prompt => prompt.Name), Is.EquivalentTo([.. PromptNames.Required, ReplayJudge.PromptName]));

    [Test]
    public void Every_prompt_has_a_version_and_a_hash() =>
        Assert.That(ProductFiles.Prompts.Prompts, Is.All.Property(nameof(Prompt.Version)).Not.Empty.And.All.Property(nameof(Prompt.Hash)).Length.EqualTo(16));

    [TestCase("name: triage\n", "name: triage\n  tempalte: x\n", "triage", "unknown key 'tempalte'")]
    [TestCase("  version: \"2\"\n  description: Says which team", "  description: Says which team", "triage", "key 'version' is missing")]
    [TestCase("Current topic: {{$current_topic}}", "Current topic:", "triage", "lacks the variable $current_topic")]
    [TestCase("Last answer: {{$last_answer}}", "Last answer: {{$last_answer}} {{$mood}}", "triage", "$mood, which input_variables does not declare")]
    [TestCase("    - name: today\n", "    - name: mood\n    - name: today\n", "orders_agent", "nothing fills in the variable $mood")]
    [TestCase("\"enum\":[\"allow\",\"block\"]", "\"pattern\":\"a|b\"", "input_guardrail", "'pattern', which is not checked here")]
    [TestCase("{\"type\":\"object\",\"properties\":{\"verdict\"", "{\"type\":\"objekt\",\"properties\":{\"verdict\"", "input_guardrail", "has no valid type")]
    [TestCase("{\"type\":\"object\",\"properties\":{\"verdict\"", "{\"type\":{{\"object\",\"properties\":{\"verdict\"", "input_guardrail", "the schema is no JSON")]
    [TestCase("'{\"verdict\":\"allow\",\"reason\":\"A customer changes", "'{\"verdict\":\"maybe\",\"reason\":\"A customer changes", "input_guardrail", "does not satisfy the schema")]
    [TestCase("- name: general_agent", "- name: orders_agent", "orders_agent", "two versions of it are in force")]
    [TestCase("- name: general_agent\n  version: \"2\"", "- name: orders_agent\n  version: \"4\"", "orders_agent", "the name is used twice with version '4'")]
    [TestCase("- name: triage\n", "- name: triage\n  in_force: perhaps\n", "triage", "in_force must be true or false")]
    [TestCase("- name: triage\n", "- name: triage\n  in_force: false\n", null, "no version of the prompt 'triage' is in force")]
    [TestCase("- name: general_agent", "- name: general_agnet", null, "the prompt 'general_agent' is missing")]
    [TestCase("template_format: semantic-kernel", "template_format: jinja", "input_guardrail", "template_format")]
    [TestCase("    small:\n      temperature: 0.4\n      max_tokens: 300\n    large:\n      temperature: 0.4\n      max_tokens: 300", "    {}", "general_agent", "name no service id")]
    [TestCase("- name: triage", "- name: [triage", null, "no valid YAML")]
    public void A_fault_is_named_with_file_line_and_prompt(string text, string faulty, string? prompt, string fault)
    {
        var content = ProductFiles.PromptsText.ReplaceLineEndings("\n");
        var at = content.IndexOf(text, StringComparison.Ordinal);
        Assert.That(at, Is.GreaterThanOrEqualTo(0), "the test's text is not in the file");
        var changed = content[..at] + faulty + content[(at + text.Length)..];

        var error = Assert.Throws<PromptFileException>(() => PromptLibrary.Parse("prompts.yaml", changed))!;

        using var scope = Assert.EnterMultipleScope();
        Assert.That(error.Message, Does.StartWith($"prompts.yaml({error.Line})").And.Contains(fault));
        Assert.That(error.Entry, Is.EqualTo(prompt));
    }

    [Test]
    public void The_line_is_the_one_of_the_fault()
    {
        var content = ProductFiles.PromptsText.ReplaceLineEndings("\n");
        var line = content[..content.IndexOf("name: confirmation", StringComparison.Ordinal)].Count(letter => letter == '\n') + 2;
        var changed = content.Replace("- name: confirmation\n", "- name: confirmation\n  nonsense: 1\n", StringComparison.Ordinal);

        Assert.That(() => PromptLibrary.Parse("prompts.yaml", changed), Throws.TypeOf<PromptFileException>().With.Property("Line").EqualTo(line));
    }

    [Test]
    public void A_missing_file_is_named() =>
        Assert.That(() => PromptLibrary.Load("/nowhere/prompts.yaml"), Throws.TypeOf<PromptFileException>().With.Message.Contains("/nowhere/prompts.yaml"));

    [Test]
    public void The_hash_follows_the_content_and_not_the_place()
    {
        var moved = PromptLibrary.Parse("prompts.yaml", "# a comment more\n\n" + ProductFiles.PromptsText);
        var changed = PromptLibrary.Parse("prompts.yaml", ProductFiles.PromptsText.Replace("You sort messages", "You sort all messages", StringComparison.Ordinal));

        using var scope = Assert.EnterMultipleScope();
        Assert.That(moved[PromptNames.Triage].Hash, Is.EqualTo(ProductFiles.Prompts[PromptNames.Triage].Hash));
        Assert.That(changed[PromptNames.Triage].Hash, Is.Not.EqualTo(ProductFiles.Prompts[PromptNames.Triage].Hash));
        Assert.That(changed[PromptNames.Confirmation].Hash, Is.EqualTo(ProductFiles.Prompts[PromptNames.Confirmation].Hash));
    }
}

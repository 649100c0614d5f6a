using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;

namespace Agent.Tests.SemanticKernel;

internal sealed class PromptExecutionSettingsTests
{
    private static ChatOptions Options(string name, object value) =>
        new PromptExecutionSettings { ExtensionData = new Dictionary<string, object> { [name] = value } }.ToChatOptions(kernel: null)!;

    [TestCase(0.5)]
    [TestCase("0.5")]
    public void A_number_may_be_written_as_text(object value)
    {
        Assert.That(Options("temperature", value).Temperature, Is.EqualTo(0.5f));
    }

    [Test]
    public void Known_parameters_become_chat_options()
    {
        using var scope = Assert.EnterMultipleScope();
        Assert.That(Options("top_p", 0.25).TopP, Is.EqualTo(0.25f));
        Assert.That(Options("top_k", "4").TopK, Is.EqualTo(4));
        Assert.That(Options("seed", 7).Seed, Is.EqualTo(7));
        Assert.That(Options("max_tokens", "100").MaxOutputTokens, Is.EqualTo(100));
        Assert.That(Options("frequency_penalty", 0.5).FrequencyPenalty, Is.EqualTo(0.5f));
        Assert.That(Options("presence_penalty", 0.5).PresencePenalty, Is.EqualTo(0.5f));
        Assert.That(Options("stop_sequences", new List<string> { "." }).StopSequences, Is.EqualTo(["."]));
        Assert.That(Options("chat_system_prompt", "Be brief.").Instructions, Is.EqualTo("Be brief."));
    }

    [TestCase("low", ReasoningEffort.Low)]
    [TestCase("medium", ReasoningEffort.Medium)]
    [TestCase("high", ReasoningEffort.High)]
    [TestCase("xhigh", ReasoningEffort.ExtraHigh)]
    public void The_reasoning_effort_is_mapped(string text, ReasoningEffort effort)
    {
        Assert.That(Options("reasoning_effort", text).Reasoning!.Effort, Is.EqualTo(effort));
    }

    [Test]
    public void A_response_format_is_a_name_or_a_schema()
    {
        var schema = JsonSerializer.SerializeToElement(new { type = "object" });
        using var scope = Assert.EnterMultipleScope();
        Assert.That(Options("response_format", "json_object").ResponseFormat, Is.EqualTo(ChatResponseFormat.Json));
        Assert.That(Options("response_format", "text").ResponseFormat, Is.EqualTo(ChatResponseFormat.Text));
        Assert.That(((ChatResponseFormatJson)Options("response_format", schema).ResponseFormat!).Schema, Is.Not.Null);
    }

    [Test]
    public void Unknown_parameters_are_passed_on()
    {
        Assert.That(Options("prompt.name", "triage").AdditionalProperties!["prompt.name"], Is.EqualTo("triage"));
    }

    [Test]
    public void The_model_id_is_passed_on()
    {
        Assert.That(new PromptExecutionSettings { ModelId = "mini-1" }.ToChatOptions(kernel: null)!.ModelId, Is.EqualTo("mini-1"));
    }

    [Test]
    public void No_settings_are_no_options()
    {
        Assert.That(((PromptExecutionSettings?)null).ToChatOptions(kernel: null), Is.Null);
    }

    [Test]
    public void Frozen_settings_cannot_be_changed_but_cloned()
    {
        PromptExecutionSettings settings = new() { ModelId = "before" };
        settings.Freeze();
        var clone = settings.Clone();
        clone.ModelId = "after";
        using var scope = Assert.EnterMultipleScope();
        Assert.That(() => settings.ModelId = "after", Throws.InvalidOperationException);
        Assert.That(settings.ModelId, Is.EqualTo("before"));
        Assert.That(clone.IsFrozen, Is.False);
    }
}

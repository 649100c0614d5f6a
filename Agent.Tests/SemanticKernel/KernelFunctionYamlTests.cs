using Microsoft.SemanticKernel;
using YamlDotNet.Core;

namespace Agent.Tests.SemanticKernel;

internal sealed class KernelFunctionYamlTests
{
    private const string Triage = """
        name: triage
        description: Sorts a message.
        template_format: semantic-kernel
        template: |
          <message role="system">Sort it.</message>
          <message role="user">{{$text}}</message>
        input_variables:
          - name: text
            description: What the customer wrote.
            is_required: true
            allow_dangerously_set_content: false
          - name: limit
            default: 3
            is_required: false
            json_schema: '{"type":"integer"}'
        output_variable:
          description: The category.
          json_schema: '{"type":"object"}'
        execution_settings:
          default:
            temperature: 0.3
          small:
            model_id: mini-1
            service_id: small
            function_choice_behavior:
              type: required
              functions:
                - orders.status
              options:
                allow_parallel_calls: false
        """;

    [Test]
    public void A_prompt_is_read_with_all_its_parts()
    {
        var config = KernelFunctionYaml.ToPromptTemplateConfig(Triage);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(config.Name, Is.EqualTo("triage"));
        Assert.That(config.Description, Is.EqualTo("Sorts a message."));
        Assert.That(config.Template, Does.Contain("{{$text}}"));
        Assert.That(config.InputVariables.Select(variable => variable.Name), Is.EqualTo(["text", "limit"]));
        Assert.That(config.InputVariables[1].IsRequired, Is.False);
        Assert.That(config.OutputVariable!.JsonSchema, Is.EqualTo("""{"type":"object"}"""));
        Assert.That(config.ExecutionSettings.Keys, Is.EqualTo(["default", "small"]));
    }

    [Test]
    public void A_default_is_read_as_text()
    {
        Assert.That(KernelFunctionYaml.ToPromptTemplateConfig(Triage).InputVariables[1].Default, Is.EqualTo("3"));
    }

    [Test]
    public void Other_settings_become_extension_data_with_their_scalars_as_text()
    {
        var settings = KernelFunctionYaml.ToPromptTemplateConfig(Triage).ExecutionSettings;
        using var scope = Assert.EnterMultipleScope();
        Assert.That(settings["default"].ExtensionData!["temperature"], Is.EqualTo("0.3"));
        Assert.That(settings["small"].ExtensionData!["service_id"], Is.EqualTo("small"));
        Assert.That(settings["small"].ModelId, Is.EqualTo("mini-1"));
    }

    [Test]
    public void The_functions_on_offer_are_read()
    {
        var behavior = KernelFunctionYaml.ToPromptTemplateConfig(Triage).ExecutionSettings["small"].FunctionChoiceBehavior as RequiredFunctionChoiceBehavior;
        using var scope = Assert.EnterMultipleScope();
        Assert.That(behavior!.Functions, Is.EqualTo(["orders.status"]));
        Assert.That(behavior.Options!.AllowParallelCalls, Is.False);
    }

    [TestCase("auto", typeof(AutoFunctionChoiceBehavior))]
    [TestCase("required", typeof(RequiredFunctionChoiceBehavior))]
    [TestCase("none", typeof(NoneFunctionChoiceBehavior))]
    public void The_type_of_the_function_choice_is_read(string type, Type expected)
    {
        var config = KernelFunctionYaml.ToPromptTemplateConfig($"template: x\nexecution_settings:\n  default:\n    function_choice_behavior:\n      type: {type}\n");
        Assert.That(config.DefaultExecutionSettings!.FunctionChoiceBehavior, Is.InstanceOf(expected));
    }

    [TestCase("unknown: 1")]
    [TestCase("templateFormat: semantic-kernel")]
    [TestCase("input_variables:")]
    [TestCase("execution_settings:\n  default:\n    function_choice_behavior:\n      type: sometimes")]
    public void What_a_prompt_does_not_have_is_refused(string line)
    {
        Assert.That(() => KernelFunctionYaml.ToPromptTemplateConfig($"template: x\n{line}\n"), Throws.InstanceOf<YamlException>());
    }

    [Test]
    public void A_function_describes_what_the_yaml_says()
    {
        var metadata = KernelFunctionYaml.FromPromptYaml(Triage).Metadata;
        using var scope = Assert.EnterMultipleScope();
        Assert.That(metadata.Name, Is.EqualTo("triage"));
        Assert.That(metadata.Parameters[0].Description, Is.EqualTo("What the customer wrote."));
        Assert.That(metadata.Parameters[1].DefaultValue, Is.EqualTo("3"));
        Assert.That(metadata.Parameters[1].Schema!.RootElement.GetProperty("type").GetString(), Is.EqualTo("integer"));
        Assert.That(metadata.ReturnParameter.Schema, Is.Not.Null);
    }

    [Test]
    public void A_prompt_without_a_name_gets_one()
    {
        Assert.That(KernelFunctionYaml.FromPromptYaml("template: hello").Name, Does.Match("^[0-9A-Za-z_]+$"));
    }

    [Test]
    public void Another_template_format_without_a_factory_is_refused()
    {
        Assert.That(() => KernelFunctionYaml.FromPromptYaml("template: x\ntemplate_format: handlebars"), Throws.InstanceOf<KernelException>());
    }

    [Test]
    public void A_name_that_is_no_function_name_is_refused()
    {
        Assert.That(() => KernelFunctionYaml.FromPromptYaml("template: x\nname: two words"), Throws.InstanceOf<ArgumentException>());
    }
}

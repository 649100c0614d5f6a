using Microsoft.Extensions.Logging;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Microsoft.SemanticKernel;

/// <summary>Prompt functions written in YAML. Keys have underscores; any other key is an error.</summary>
public static class KernelFunctionYaml
{
    private static readonly IDeserializer Reader = new DeserializerBuilder()
        .WithNamingConvention(UnderscoredNamingConvention.Instance)
        .WithTypeConverter(new ExecutionSettingsYamlConverter())
        .Build();

    /// <exception cref="YamlException">Malformed, or an unknown key; it says line and column.</exception>
    /// <exception cref="KernelException">The template's format is unknown to the factory, or its text is malformed.</exception>
    public static KernelFunction FromPromptYaml(
        string text, IPromptTemplateFactory? promptTemplateFactory = null, ILoggerFactory? loggerFactory = null) =>
        KernelFunctionFactory.CreateFromPrompt(ToPromptTemplateConfig(text), promptTemplateFactory, loggerFactory);

    /// <exception cref="YamlException">Malformed, or an unknown key; it says line and column.</exception>
    public static PromptTemplateConfig ToPromptTemplateConfig(string text)
    {
        var config = Reader.Deserialize<PromptTemplateConfig?>(text) ?? throw new YamlException("There is no prompt in the text.");
        foreach (var variable in config.InputVariables)
        {
            variable.Default = variable.Default?.ToString();
        }

        return config;
    }
}

using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;

namespace Agent.Processes.Prompts;

/// <summary>One checked entry of the prompts file.</summary>
public sealed record Prompt
{
    /// <summary>The stored name.</summary>
    public required string Name { get; init; }

    /// <summary>The version, as the file states it.</summary>
    public required string Version { get; init; }

    /// <summary>True for the version that is used. Others stand beside it in the file, for forks and comparisons.</summary>
    public bool IsInForce { get; init; } = true;

    /// <summary>The first 16 hex digits of the SHA-256 of the entry's text.</summary>
    public required string Hash { get; init; }

    /// <summary>Semantic Kernel's definition of the prompt.</summary>
    public required PromptTemplateConfig Config { get; init; }

    /// <summary>The service id of the model it is written for: the first one in its execution settings.</summary>
    public required string ServiceId { get; init; }

    /// <summary>Worked examples; empty for a prompt that is no classifier.</summary>
    public required IReadOnlyList<PromptExample> Examples { get; init; }

    /// <summary>The shape of its answer; null for free text.</summary>
    public required AnswerSchema? Schema { get; init; }

    /// <summary>The parsed template.</summary>
    internal IPromptTemplate Template { get; init; } = null!;

    /// <summary>The same prompt for another model; this one where it has no settings for that.</summary>
    internal Prompt For(string serviceId) => Config.ExecutionSettings.ContainsKey(serviceId) ? this with { ServiceId = serviceId } : this;

    /// <summary>Renders the system text.</summary>
    public Task<string> RenderAsync(Kernel kernel, KernelArguments? variables = null, CancellationToken cancellationToken = default) =>
        Template.RenderAsync(kernel, variables, cancellationToken);

    /// <summary>Options for one call: the entry's settings, its schema, and its name, version and hash for the journal.</summary>
    public ChatOptions CreateOptions(Kernel kernel)
    {
        var options = Config.ExecutionSettings[ServiceId].ToChatOptions(kernel) ?? new ChatOptions();
        options.ResponseFormat = Schema is null ? options.ResponseFormat : ChatResponseFormat.ForJsonSchema(Schema.Json, Name);
        options.AdditionalProperties ??= [];
        options.AdditionalProperties[PromptCallData.Name] = Name;
        options.AdditionalProperties[PromptCallData.Version] = Version;
        options.AdditionalProperties[PromptCallData.Hash] = Hash;
        return options;
    }

    /// <summary>The messages before the conversation itself: system text and worked examples.</summary>
    public async Task<List<ChatMessage>> OpenAsync(Kernel kernel, KernelArguments? variables = null, CancellationToken cancellationToken = default)
    {
        List<ChatMessage> messages = [new(ChatRole.System, await RenderAsync(kernel, variables, cancellationToken))];
        foreach (var example in Examples)
        {
            messages.Add(new(ChatRole.User, example.Input));
            messages.Add(new(ChatRole.Assistant, example.Answer));
        }

        return messages;
    }
}

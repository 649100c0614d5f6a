using System.ComponentModel.DataAnnotations;

namespace Agent.Processes.Prompts;

/// <summary>Sends some calls of a prompt to another model than the one the prompt is written for. What is left out fits everything.</summary>
public sealed class PromptRoute
{
    /// <summary>The prompt's stored name; null for every prompt.</summary>
    public string? Prompt { get; set; }

    /// <summary>The tenant; null for every tenant.</summary>
    public string? Tenant { get; set; }

    /// <summary>The channel, such as <c>web</c> or <c>teams</c>; null for every channel.</summary>
    public string? Channel { get; set; }

    /// <summary>The longest message of the customer it is for, in characters; null for any. All calls of a turn are about the same message.</summary>
    [Range(1, int.MaxValue)]
    public int? MaxMessageCharacters { get; set; }

    /// <summary>The service id of the model that answers: <c>small</c> or <c>large</c>. A prompt whose <c>execution_settings</c> do not name it keeps its own.</summary>
    [Required, AllowedValues("small", "large")]
    public string Model { get; set; } = "";

    internal bool Fits(string prompt, ConversationInfo conversation, string? text) =>
        (Prompt is null || Prompt == prompt)
        && (Tenant is null || Tenant == conversation.Key.Tenant)
        && (Channel is null || Channel == conversation.Channel)
        && (MaxMessageCharacters is null || text?.Length <= MaxMessageCharacters);
}

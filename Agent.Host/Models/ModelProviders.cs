namespace Agent.Host.Models;

/// <summary>The values of <c>Model:Provider</c>.</summary>
internal static class ModelProviders
{
    /// <summary>The rule-based stand-in: no network, no language model.</summary>
    public const string Offline = "offline";

    /// <summary>OpenAI, or any server that speaks its chat-completions API.</summary>
    public const string OpenAI = "openai";

    /// <summary>Azure OpenAI.</summary>
    public const string Azure = "azure";

    public static readonly string[] All = [Offline, OpenAI, Azure];
}

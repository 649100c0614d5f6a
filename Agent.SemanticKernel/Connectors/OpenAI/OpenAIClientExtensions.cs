using Microsoft.SemanticKernel.Connectors.OpenAI;
using OpenAI.Chat;

namespace Microsoft.Extensions.AI;

public static class OpenAIClientExtensions
{
    /// <summary>The client as an <see cref="IChatClient"/> that only translates: no retries, no invocation of tools.</summary>
    public static IChatClient AsIChatClient(this ChatClient chatClient)
    {
        ArgumentNullException.ThrowIfNull(chatClient);
        return new OpenAIChatClientAdapter(chatClient);
    }
}

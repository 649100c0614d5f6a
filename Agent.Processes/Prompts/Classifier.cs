using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;

namespace Agent.Processes.Prompts;

/// <summary>Asks a classifier prompt one question and takes only an answer that satisfies its schema.</summary>
internal static class Classifier
{
    private const int Attempts = 2;

    /// <summary>Classifies a text.</summary>
    /// <returns>The answer; null when the model gave no valid one twice. The caller decides what closed means.</returns>
    public static async Task<T?> ClassifyAsync<T>(
        this Prompt prompt, Kernel kernel, string text, KernelArguments? variables, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        var client = kernel.GetRequiredService<IChatClient>(prompt.ServiceId);
        var messages = await prompt.OpenAsync(kernel, variables, cancellationToken);
        messages.Add(new(ChatRole.User, text));
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var response = await client.GetResponseAsync(messages, prompt.CreateOptions(kernel), cancellationToken);
            if (prompt.Schema!.FindFault(Unfence(response.Text), out var answer) is not { } fault)
            {
                return System.Text.Json.JsonSerializer.Deserialize(answer, type);
            }

            // Before the customer's text, which stays the last message.
            messages.Insert(messages.Count - 1, new(ChatRole.System, $"Your last answer was not valid: {fault}. Answer with the JSON object alone."));
        }

        return null;
    }

    /// <summary>Some models wrap JSON in a Markdown fence whatever they are told.</summary>
    private static string Unfence(string text)
    {
        var trimmed = text.Trim();
        if (!trimmed.StartsWith("```", StringComparison.Ordinal))
        {
            return trimmed;
        }

        var start = trimmed.IndexOf('\n', StringComparison.Ordinal);
        var end = trimmed.LastIndexOf("```", StringComparison.Ordinal);
        return start > 0 && end > start ? trimmed[start..end].Trim() : trimmed;
    }
}

using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;

namespace Microsoft.SemanticKernel;

/// <summary>Turns prompt settings into what a chat client takes.</summary>
public static class PromptExecutionSettingsExtensions
{
    /// <summary>
    /// Known parameters become options, whatever type they were written in ("0.3", 0.3); the rest go to the additional properties. The functions on
    /// offer are bound to the kernel.
    /// </summary>
    /// <exception cref="KernelException">A function on offer cannot be found.</exception>
    [return: NotNullIfNotNull(nameof(settings))]
    public static ChatOptions? ToChatOptions(this PromptExecutionSettings? settings, Kernel? kernel)
    {
        if (settings is null)
        {
            return null;
        }

        ChatOptions options = new() { ModelId = settings.ModelId };
        foreach (var (name, value) in settings.ExtensionData ?? new Dictionary<string, object>())
        {
            if (!ChatParameter.TrySet(options, name, value))
            {
                (options.AdditionalProperties ??= [])[name] = ChatParameter.Unwrap(value);
            }
        }

        OfferFunctions(options, settings.FunctionChoiceBehavior, kernel);
        return options;
    }

    private static void OfferFunctions(ChatOptions options, FunctionChoiceBehavior? behavior, Kernel? kernel)
    {
        if (behavior?.Resolve(kernel) is not { Count: > 0 } functions)
        {
            return;
        }

        options.Tools = [.. functions.Select(function => function.WithKernel(kernel))];
        options.ToolMode = behavior switch
        {
            NoneFunctionChoiceBehavior => ChatToolMode.None,
            RequiredFunctionChoiceBehavior => ChatToolMode.RequireAny,
            _ => ChatToolMode.Auto,
        };
        options.AllowMultipleToolCalls = behavior is NoneFunctionChoiceBehavior ? null : behavior.OfferOptions?.AllowParallelCalls;
    }
}

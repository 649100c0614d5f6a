using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.SemanticKernel;

/// <summary>Which chat client a prompt runs on, and with which of its settings.</summary>
internal readonly record struct ChatClientSelection(IChatClient Client, PromptExecutionSettings? Settings)
{
    /// <summary>By service id, then by model id, then, for settings under "default", the client registered last.</summary>
    /// <exception cref="KernelException">No client fits.</exception>
    public static ChatClientSelection Select(Kernel kernel, IReadOnlyDictionary<string, PromptExecutionSettings>? settings)
    {
        if (settings is not { Count: > 0 })
        {
            return new(kernel.GetAllServices<IChatClient>().LastOrDefault() ?? throw NotFound(kernel, settings), Settings: null);
        }

        return ByServiceId(kernel, settings) ?? ByModelId(kernel, settings) ?? Default(kernel, settings) ?? throw NotFound(kernel, settings);
    }

    private static ChatClientSelection? ByServiceId(Kernel kernel, IReadOnlyDictionary<string, PromptExecutionSettings> settings)
    {
        foreach (var (serviceId, setting) in settings)
        {
            if (kernel.Services is IKeyedServiceProvider services && services.GetKeyedService<IChatClient>(serviceId) is { } client)
            {
                return new(client, setting);
            }
        }

        return null;
    }

    private static ChatClientSelection? ByModelId(Kernel kernel, IReadOnlyDictionary<string, PromptExecutionSettings> settings)
    {
        foreach (var setting in settings.Values.Where(setting => !string.IsNullOrEmpty(setting.ModelId)))
        {
            var client = kernel.GetAllServices<IChatClient>()
                .FirstOrDefault(candidate => candidate.GetService<ChatClientMetadata>()?.DefaultModelId == setting.ModelId);
            if (client is not null)
            {
                return new(client, setting);
            }
        }

        return null;
    }

    private static ChatClientSelection? Default(Kernel kernel, IReadOnlyDictionary<string, PromptExecutionSettings> settings) =>
        settings.TryGetValue(PromptExecutionSettings.DefaultServiceId, out var setting)
        && kernel.GetAllServices<IChatClient>().LastOrDefault() is { } client
            ? new(client, setting)
            : null;

    private static KernelException NotFound(Kernel kernel, IReadOnlyDictionary<string, PromptExecutionSettings>? settings) =>
        new(settings is not { Count: > 0 } || !kernel.GetAllServices<IChatClient>().Any()
            ? "The kernel has no chat client."
            : $"The kernel has no chat client under the service ids {string.Join(", ", settings.Keys)}.");
}

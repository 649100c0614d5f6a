namespace Microsoft.SemanticKernel;

/// <summary>The rule for settings of several services: each is found under its service id, those without one under "default".</summary>
internal static class SettingsByService
{
    /// <exception cref="ArgumentException">Two settings have the same service id.</exception>
    public static Dictionary<string, PromptExecutionSettings> Create(IEnumerable<PromptExecutionSettings> settings)
    {
        Dictionary<string, PromptExecutionSettings> byService = [];
        foreach (var setting in settings)
        {
            var key = setting.ServiceId ?? PromptExecutionSettings.DefaultServiceId;
            if (!byService.TryAdd(key, setting))
            {
                throw new ArgumentException($"There are already execution settings for the service '{key}'.", nameof(settings));
            }
        }

        return byService;
    }

    /// <exception cref="ArgumentException">A setting names a service other than its key.</exception>
    public static void RequireMatchingKeys(IReadOnlyDictionary<string, PromptExecutionSettings>? settings)
    {
        if (settings is null)
        {
            return;
        }

        foreach (var (key, setting) in settings)
        {
            if (!string.IsNullOrWhiteSpace(setting.ServiceId) && setting.ServiceId != key)
            {
                throw new ArgumentException($"The settings under '{key}' name the service '{setting.ServiceId}'.", nameof(settings));
            }
        }
    }
}

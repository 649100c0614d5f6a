namespace Microsoft.SemanticKernel;

/// <summary>A prompt as it is written down: template, variables, and settings for the models it may run on.</summary>
public sealed class PromptTemplateConfig
{
    public PromptTemplateConfig()
    {
    }

    public PromptTemplateConfig(string template) => Template = template;

    /// <summary>The format of templates that say none.</summary>
    public static string SemanticKernelTemplateFormat => "semantic-kernel";

    /// <summary>The function's name; one is made up if it is null.</summary>
    public string? Name { get; set; }

    public string? Description { get; set; }

    public string TemplateFormat { get; set; } = SemanticKernelTemplateFormat;

    public string Template
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = "";

    /// <summary>Variables the template uses but this list lacks are added to it when the template is created.</summary>
    public List<InputVariable> InputVariables
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = [];

    public OutputVariable? OutputVariable { get; set; }

    /// <summary>By service id; "default" is for any service.</summary>
    /// <exception cref="ArgumentException">A setting names a service other than its key.</exception>
    public Dictionary<string, PromptExecutionSettings> ExecutionSettings
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            SettingsByService.RequireMatchingKeys(value);
            field = value;
        }
    } = [];

    /// <summary>Inserts the results of functions in the template as they are. Only if no outsider can influence them.</summary>
    public bool AllowDangerouslySetContent { get; set; }

    public PromptExecutionSettings? DefaultExecutionSettings => ExecutionSettings.GetValueOrDefault(PromptExecutionSettings.DefaultServiceId);

    /// <param name="serviceId">Null: the settings' own, or "default".</param>
    /// <exception cref="ArgumentException">There are settings for that service already, or both ids are given.</exception>
    public void AddExecutionSettings(PromptExecutionSettings settings, string? serviceId = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (!string.IsNullOrWhiteSpace(serviceId) && !string.IsNullOrWhiteSpace(settings.ServiceId))
        {
            throw new ArgumentException($"The settings already name the service '{settings.ServiceId}'.", nameof(serviceId));
        }

        var key = serviceId ?? settings.ServiceId ?? PromptExecutionSettings.DefaultServiceId;
        if (!ExecutionSettings.TryAdd(key, settings))
        {
            throw new ArgumentException($"There are already execution settings for the service '{key}'.", nameof(serviceId));
        }
    }
}

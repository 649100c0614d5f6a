using Agent.Processes.Evaluation;
using Agent.Processes.Policies;
using Agent.Processes.Prompts;
using Agent.Processes.Steps.Guarding;
using Agent.Processes.Workflows.Support.Specialists;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel;

namespace Agent.Processes.Workflows.Support;

/// <summary>Registers the support workflow and what its steps need.</summary>
internal static class SupportWorkflowRegistration
{
    /// <summary>
    /// Adds the definition. Resolving it reads the prompts and the policies, so a faulty file stops the start with
    /// <see cref="PromptFileException"/> or <see cref="PolicyFileException"/>.
    /// </summary>
    public static IServiceCollection AddSupportWorkflow(this IServiceCollection services)
    {
        services.AddOptions<SupportOptions>().BindConfiguration(SupportOptions.Section).ValidateOnStart();
        services.AddOptions<PromptOptions>().BindConfiguration(PromptOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<PolicyOptions>().BindConfiguration(PolicyOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<SupportOptions>, SupportOptionsValidator>();
        services.AddSingleton<IValidateOptions<SupportOptions>, SupportShapesValidator>();
        services.AddSingleton<IValidateOptions<PromptOptions>, PromptOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => Load(provider.GetRequiredService<IOptions<PromptOptions>>().Value));
        services.AddSingleton(provider => PolicyBook.Load(provider.GetRequiredService<IOptions<PolicyOptions>>().Value.Path));
        services.AddSingleton<ReplyGuard>();
        services.AddSingleton<AgentModel>();
        services.AddSingleton<TalkSummarizer>();
        services.AddSingleton(provider => new DecisionTrials(
            provider.GetRequiredService<PromptLibrary>(), provider.GetRequiredService<PolicyBook>(), provider.GetRequiredService<AgentModel>(),
            provider.GetRequiredService<IOptions<SupportOptions>>(), provider.GetRequiredService<Kernel>()));
        services.AddSingleton(provider => new CaseMaker(provider.GetRequiredService<PolicyBook>()));
        services.AddSingleton(provider =>
        {
            provider.GetRequiredService<PolicyBook>();
            provider.GetRequiredService<ReplyGuard>();
            return SupportWorkflow.Definition;
        });
        return services;
    }

    private static PromptLibrary Load(PromptOptions options) =>
        PromptLibrary.Load(options.Path, options.Routes.OrderBy(route => route.Key, StringComparer.OrdinalIgnoreCase).Select(route => route.Value));
}

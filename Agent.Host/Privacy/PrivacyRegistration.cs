using Agent.Host.Security.Audit;
using Agent.Processes;
using Microsoft.Extensions.Options;

namespace Agent.Host.Privacy;

/// <summary>Puts erasure and export together.</summary>
internal static class PrivacyRegistration
{
    public static void AddPrivacy(this IServiceCollection services)
    {
        services.AddOptions<PrivacyOptions>().BindConfiguration(PrivacyOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<PrivacyOptions>, PrivacyOptionsValidator>();
        services.AddSingleton<ErasureStore>();
        services.AddSingleton<EdgeRecords>();
        services.AddSingleton<CustomerEraser>();
        services.AddSingleton<CustomerExport>();
        services.AddSingleton<IRetentionWitness, RetentionAudit>();
        services.AddSingleton<AuditRetention>();
        services.AddHostedService<ErasureWorker>();
        services.AddHostedService<ClassRetention>();
    }
}

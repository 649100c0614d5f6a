using Agent.Host.Database;
using Agent.Host.Security.Access;
using Agent.Host.Security.Audit;
using Agent.Host.Security.Keys;
using Agent.Host.Security.People;
using Agent.Host.Security.Sessions;
using Agent.Host.Security.Storage;
using Agent.Host.Security.Tenants;
using Agent.Host.Security.Tokens;
using Agent.Host.Security.Vault;
using Agent.Processes;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Agent.Host.Security;

/// <summary>Puts together who may call and what they may do.</summary>
internal static class SecurityRegistration
{
    /// <summary>Adds what finds out who makes a request, and what keeps keys and tenants.</summary>
    public static void AddAgentSecurity(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSessions(configuration);
        services.AddTokenVerifier();
        services.AddSingleton<CallerResolver>();
        services.AddSingleton<Ownership>();
        services.AddSingleton<ApiKeyCallers>();
        services.AddSingleton<ApiKeyStore>();
        services.AddSingleton<TenantStore>();
        services.AddSingleton<TenantSettingsCheck>();
        services.AddOptions<AuditOptions>().BindConfiguration(AuditOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<AuditOptions>, AuditOptionsValidator>();
        services.AddSingleton<AuditSigner>();
        services.AddSingleton<AuditLog>();
        services.AddHostedService(provider => provider.GetRequiredService<AuditLog>());
        services.AddHostedService(provider => provider.GetRequiredService<ToolActs>());
    }

    /// <summary>Adds the schema, which whoever migrates the database needs as well.</summary>
    /// <param name="services">Where to register.</param>
    /// <param name="direct">The database without a connection pooler in between, for migrations.</param>
    public static void AddSecurityDatabase(this IServiceCollection services, Func<IServiceProvider, NpgsqlDataSource> direct)
    {
        services.AddVault();
        services.AddSingleton<TenantDirectory>();
        services.AddSingleton<ITenantTerms, TenantTermsReader>();
        services.AddSingleton<CustomerKeys>();
        services.AddSingleton<AuditStore>();
        services.AddSingleton<ToolActs>();
        services.AddPooledDbContextFactory<SecurityDbContext>((provider, options) =>
        {
            SecurityDbContext.Configure(options, provider.GetRequiredService<NpgsqlDataSource>());
            options.AddInterceptors(provider.GetServices<IInterceptor>()); // the wall between tenants
        });
        services.AddSingleton(new MigratedSchema(SecurityDbContext.Schema, async (provider, cancellationToken) =>
        {
            var options = new DbContextOptionsBuilder<SecurityDbContext>();
            SecurityDbContext.Configure(options, direct(provider));
            await using var context = new SecurityDbContext(options.Options);
            await context.Database.MigrateAsync(cancellationToken);
        }));
    }
}

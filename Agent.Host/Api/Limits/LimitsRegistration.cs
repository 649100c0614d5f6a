using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Agent.Host.Api.Limits;

/// <summary>The limits of one replica.</summary>
internal static class LimitsRegistration
{
    public static void AddApiLimits(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<LimitOptions>().Bind(configuration.GetSection(LimitOptions.Section))
            .Validate(limits => limits.HeaderTimeout > TimeSpan.Zero, "Limits:HeaderTimeout must be more than zero.")
            .Validate(limits => limits.KeepAlive > TimeSpan.Zero, "Limits:KeepAlive must be more than zero.").ValidateOnStart();
        services.AddSingleton<IValidateOptions<LimitOptions>, LimitOptionsValidator>();
        services.TryAddSingleton<MemoryGauge>();
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<LimitOptions>>((server, limits) =>
        {
            server.AddServerHeader = false;
            server.Limits.MaxRequestBodySize = StrictBodyMiddleware.LargestBody;
            server.Limits.RequestHeadersTimeout = limits.Value.HeaderTimeout;
            server.Limits.KeepAliveTimeout = limits.Value.KeepAlive;
            server.Limits.MaxRequestHeadersTotalSize = limits.Value.MaxHeaderBytes;
            server.Limits.MaxConcurrentConnections = limits.Value.MaxConnections;
        });
    }

    /// <summary>Sheds load; comes before anything that costs.</summary>
    public static void UseOverloadProtection(this IApplicationBuilder app) =>
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/api"), api => api.UseMiddleware<OverloadMiddleware>());
}

using Agent.Host.Api.Limits.Buckets;
using Agent.Host.Api.Limits.Levels;
using Agent.Host.Api.Limits.Places;
using Agent.Host.Api.Limits.Tokens;
using Agent.Processes.Costs;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Agent.Host.Api.Limits;

/// <summary>The limits of one replica, and those that all of them keep together.</summary>
internal static class LimitsRegistration
{
    private static readonly TimeSpan BodyGrace = TimeSpan.FromSeconds(5);

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
            server.Limits.MinRequestBodyDataRate = new(limits.Value.MinBodyBytesPerSecond, BodyGrace);
        });
        services.AddSingleton<BucketStore>();
        services.AddSingleton<BucketService>();
        services.AddHostedService(provider => provider.GetRequiredService<BucketService>());
        services.AddHostedService<BucketSweep>();
        services.AddSingleton<LimitBook>();
        services.AddSingleton<LimitGate>();
        services.AddSingleton<PlaceStore>();
        services.AddSingleton<PlaceService>();
        services.AddHostedService(provider => provider.GetRequiredService<PlaceService>());
        services.AddSingleton<TokenPayers>();
        services.AddSingleton<ITokenMeter, TokenLimits>();
    }

    /// <summary>Sheds load; comes before anything that costs.</summary>
    public static void UseOverloadProtection(this IApplicationBuilder app) =>
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/api"), api => api.UseMiddleware<OverloadMiddleware>());
}

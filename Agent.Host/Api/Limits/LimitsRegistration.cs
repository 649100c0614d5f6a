using Agent.Host.Api.Limits.Buckets;
using Agent.Host.Api.Limits.Levels;
using Agent.Host.Api.Limits.Places;
using Agent.Host.Api.Limits.Tokens;
using Agent.Host.Mcp;
using Agent.Host.Security.Sessions;
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
        services.AddSharedLimits(configuration);
        services.AddSingleton<TokenPayers>();
        services.AddSingleton<ITokenMeter, TokenLimits>();
    }

    /// <summary>Adds what keeps the limits of all replicas together.</summary>
    public static void AddSharedLimits(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<LimitOptions>().Bind(configuration.GetSection(LimitOptions.Section))
            .Validate(limits => limits.HeaderTimeout > TimeSpan.Zero, "Limits:HeaderTimeout must be more than zero.")
            .Validate(limits => limits.KeepAlive > TimeSpan.Zero, "Limits:KeepAlive must be more than zero.").ValidateOnStart();
        services.AddSingleton<IValidateOptions<LimitOptions>, LimitOptionsValidator>();
        services.AddSingleton<BucketStore>();
        services.AddSingleton<BucketService>();
        services.AddHostedService(provider => provider.GetRequiredService<BucketService>());
        services.AddHostedService<BucketSweep>();
        services.AddSingleton<LimitBook>();
        services.AddSingleton<LimitGate>();
        services.AddSingleton<PlaceStore>();
        services.AddSingleton<PlaceService>();
        services.AddHostedService(provider => provider.GetRequiredService<PlaceService>());
    }

    /// <summary>Sheds load; comes before anything that costs.</summary>
    public static void UseOverloadProtection(this IApplicationBuilder app) =>
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/api") || IsBeside(context), api => api.UseMiddleware<OverloadMiddleware>());

    /// <summary>Keeps addresses and the whole to their limits where the API's branch does not: at the tools and where people sign in and out, which both cost something before anybody is known.</summary>
    public static void UseLimitsBesideTheApi(this IApplicationBuilder app) => app.UseWhen(IsBeside, branch => branch.UseMiddleware<AddressLimitMiddleware>());

    private static bool IsBeside(HttpContext context) =>
        context.Request.Path.StartsWithSegments(McpApi.Root) || context.Request.Path.StartsWithSegments(SignInApi.Root) || context.Request.Path.StartsWithSegments(SignInApi.Out);
}

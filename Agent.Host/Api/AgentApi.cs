using Agent.Host.Api.Description;
using Agent.Host.Api.Idempotency;
using Agent.Host.Api.Limits;
using Agent.Host.Api.Storage;
using Agent.Host.Portal;
using Agent.Host.Privacy;
using Agent.Host.Security;
using Agent.Host.Teams;
using Agent.Host.Security.Access;
using Agent.Host.Security.Sessions;
using Agent.Host.Webhooks;

namespace Agent.Host.Api;

/// <summary>The HTTP API, version 1.</summary>
internal static class AgentApi
{
    /// <summary>What every address begins with.</summary>
    public const string Root = "/api/v1";

    /// <summary>Adds what the API needs beside the runtime.</summary>
    public static void AddAgentApi(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ApiOptions>().Bind(configuration.GetSection(ApiOptions.Section))
            .Validate(options => options.Heartbeat >= TimeSpan.FromMilliseconds(10), "Api:Heartbeat must be at least 10 milliseconds.").ValidateOnStart();
        services.AddSingleton<IProblemDetailsWriter, ProblemWriter>();
        services.AddProblemDetails();
        services.AddExceptionHandler<ExceptionProblems>();
        services.AddAgentSecurity(configuration);
        services.AddApiStorage();
        services.AddTeams(configuration);
        services.AddWebhooks();
        services.AddPrivacy();
        services.AddApiDescription();
        services.AddPortal();
        services.ConfigureHttpJsonOptions(json =>
        {
            // The context's own options are the API's: names, nulls and enums are decided there, once.
            var options = ApiJsonContext.Default.Options;
            json.SerializerOptions.DefaultIgnoreCondition = options.DefaultIgnoreCondition;
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJsonContext.Default);
            foreach (var converter in options.Converters)
                json.SerializerOptions.Converters.Add(converter);
        });
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true); // so that ExceptionProblems words it
        services.AddApiLimits(configuration);
    }

    /// <summary>Puts the API into the pipeline.</summary>
    public static void UseAgentApi(this WebApplication app)
    {
        app.UseMiddleware<RequestIdMiddleware>();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseOverloadProtection();
        app.UseLimitsBesideTheApi();
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/api"), branch =>
        {
            branch.UseMiddleware<AddressLimitMiddleware>();
            branch.UseWhen(context => !TeamsApi.IsHere(context.Request.Path), api =>
            {
                api.UseMiddleware<CallerMiddleware>();
                api.UseMiddleware<CallerLimitMiddleware>();
            });
            branch.UseMiddleware<StrictBodyMiddleware>();
        });
        app.UsePortal();
        app.UseRouting();
        app.UseMiddleware<AccessMiddleware>();
        app.UseWhen(IdempotencyMiddleware.Concerns, branch => branch.UseMiddleware<IdempotencyMiddleware>());
        if (SessionRegistration.CanSignIn(app.Configuration))
            SignInApi.Map(app);
        app.MapApiDescription();
        var api = app.MapGroup(Root).ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status429TooManyRequests);
        app.MapTeams();
        api.MapConversations();
        api.MapConversationList();
        api.MapRetention();
        api.MapMessages();
        api.MapTakeOvers();
        api.MapFeedback();
        api.MapEvents();
        api.MapCheckpoints();
        api.MapReplay();
        api.MapReplays();
        api.MapForks();
        api.MapApprovals();
        api.MapWorkflows();
        api.MapOperations();
        api.MapApiKeys();
        api.MapTenants();
        api.MapTeamsDirectory();
        api.MapUsage();
        api.MapAudit();
        api.MapWebhooks();
        api.MapPrivacy();
        app.MapPortal();
    }
}

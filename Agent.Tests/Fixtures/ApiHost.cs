using Agent.Host.Commands;
using Agent.Processes;
using Agent.Tests.Fixtures;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Agent.Tests;

/// <summary>The service's HTTP edge on a real port, in front of scripted conversations.</summary>
internal sealed class ApiHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ApiHost(WebApplication app, ScriptedConversations conversations)
    {
        (_app, Conversations) = (app, conversations);
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public ScriptedConversations Conversations { get; }

    public HttpClient Client { get; }

    public T Get<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    public IServiceProvider Services => _app.Services;

    /// <summary>Starts it in front of an issuer whose tokens it takes.</summary>
    public static Task<ApiHost> StartAsync(TokenIssuer issuer, params string[] configuration) =>
        StartAsync([.. issuer.Settings.SelectMany(setting => new[] { $"--{setting.Key}", setting.Value! }), .. configuration]);

    /// <summary>A client that shows a credential.</summary>
    public HttpClient As(string credential)
    {
        var client = new HttpClient { BaseAddress = Client.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new("Bearer", credential);
        return client;
    }

    /// <summary>Starts it in Development on a fresh database, unless the configuration says otherwise.</summary>
    public static Task<ApiHost> StartAsync(params string[] configuration) => StartAsync(_ => { }, configuration);

    /// <summary>The same with services of the test's own, such as a clock; they come last.</summary>
    public static async Task<ApiHost> StartAsync(Action<IServiceCollection> configure, params string[] configuration)
    {
        var conversations = new ScriptedConversations();
        var app = ServeCommand.Build(
            ["--environment", Environments.Development, "--urls", "http://127.0.0.1:0", "--ConnectionStrings:Agent", await PostgresFixture.CreateDatabaseAsync(),
             "--Model:Provider", "offline", .. configuration],
            builder =>
            {
                builder.Logging.ClearProviders();
                builder.Services.RemoveAll<IConversations>();
                builder.Services.AddSingleton<IConversations>(conversations);
                builder.Services.RemoveAll<IApprovals>();
                builder.Services.AddSingleton<IApprovals>(conversations);
                builder.Services.RemoveAll<ITimeTravel>();
                builder.Services.AddSingleton<ITimeTravel>(new ScriptedTimeTravel(conversations));
                // The runtime's own background work has no part in a test of the edge.
                foreach (var worker in builder.Services.Where(IsWorkerOfTheRuntime).ToArray())
                    builder.Services.Remove(worker);
                configure(builder.Services);
            });
        await ServeCommand.StartAsync(app);
        return new(app, conversations);
    }

    /// <summary>Tells the service to end, as SIGTERM does.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }

    private static bool IsWorkerOfTheRuntime(ServiceDescriptor service) =>
        service.ServiceType == typeof(IHostedService)
        && (service.ImplementationType?.Assembly == typeof(IConversations).Assembly || service.ImplementationFactory?.Method.Module.Assembly == typeof(IConversations).Assembly);
}

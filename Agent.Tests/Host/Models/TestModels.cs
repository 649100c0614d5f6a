using Agent.Host.Models;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Agent.Tests.Host.Models;

/// <summary>The models as the host registers them, pointed at a scripted server. Retries wait a millisecond unless a test says otherwise.</summary>
internal static class TestModels
{
    public static ServiceProvider Connect(ScriptedOpenAIServer server, params (string Key, string Value)[] settings) =>
        Connect(server, clock: null, settings);

    public static ServiceProvider Connect(ScriptedOpenAIServer server, TimeProvider? clock, params (string Key, string Value)[] settings) =>
        Build(clock, [("Model:Provider", "openai"), ("Model:BaseAddress", server.Address + "/v1"), ("Model:ApiKey", "sk-test"),
            ("Model:RetryDelay", "00:00:00.001"), ("Model:MaxRetryDelay", "00:00:20"), .. settings]);

    public static ServiceProvider Build(TimeProvider? clock, params (string Key, string Value)[] settings)
    {
        var configuration = Configure(settings);
        var services = new ServiceCollection().AddLogging();
        if (clock is not null)
        {
            services.AddSingleton(clock);
        }

        return services.AddModels(configuration).BuildServiceProvider();
    }

    /// <summary>A later setting replaces an earlier one of the same key.</summary>
    public static IConfiguration Configure(params (string Key, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.GroupBy(setting => setting.Key, (key, values) => KeyValuePair.Create(key, (string?)values.Last().Value))).Build();

    public static IChatClient Large(this IServiceProvider provider) => provider.GetRequiredKeyedService<IChatClient>("large");

    public static Task<ChatResponse> AskAsync(this IServiceProvider provider, CancellationToken cancellationToken) =>
        provider.Large().GetResponseAsync("Where is my order?", cancellationToken: cancellationToken);

    public static async Task<List<ChatResponseUpdate>> StreamAsync(this IServiceProvider provider, CancellationToken cancellationToken)
    {
        List<ChatResponseUpdate> updates = [];
        await foreach (var update in provider.Large().GetStreamingResponseAsync("Where is my order?", cancellationToken: cancellationToken))
        {
            updates.Add(update);
        }

        return updates;
    }

    public static async Task<ModelException> FailureOfAsync(Task call) => (await Assert.ThrowsAsync<ModelException>(() => call))!;
}

using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Agent.Tests.Fixtures;

/// <summary>An authorization server that gives client credentials a token, each time another one.</summary>
internal sealed class TokenEndpoint : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _issued;

    private TokenEndpoint(WebApplication app) => (_app, Address) = (app, new(app.Urls.Single() + "/token"));

    public Uri Address { get; }

    /// <summary>What was asked for: the Authorization header and the form, in the order of arrival.</summary>
    public ConcurrentQueue<(string Authorization, Dictionary<string, string> Form)> Requests { get; } = [];

    /// <summary>How long a token is good, in seconds; null says nothing.</summary>
    public long? ExpiresIn { get; set; } = 300;

    /// <summary>What it answers in place of a token; null for a token.</summary>
    public Func<IResult>? Answer { get; set; }

    /// <summary>Holds requests back until it is set.</summary>
    public TaskCompletionSource? Gate { get; set; }

    public static async Task<TokenEndpoint> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        TokenEndpoint? endpoint = null;
        app.MapPost("/token", request => endpoint!.HandleAsync(request));
        await app.StartAsync();
        return endpoint = new(app);
    }

    public async ValueTask DisposeAsync()
    {
        Gate?.TrySetResult();
        await _app.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        Requests.Enqueue((context.Request.Headers.Authorization.ToString(), form.ToDictionary(field => field.Key, field => field.Value.ToString())));
        if (Gate is { } gate)
            await gate.Task;
        var answer = Answer?.Invoke() ?? Results.Json(new Dictionary<string, object?>
        {
            ["access_token"] = $"token-{Interlocked.Increment(ref _issued)}", ["token_type"] = "bearer", ["expires_in"] = ExpiresIn,
        });
        await answer.ExecuteAsync(context);
    }
}

using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace Agent.Tests.Host.Models;

/// <summary>
/// An OpenAI-compatible server on a loopback port that plays a script: the first request gets the first reply, and so on. A request
/// beyond the script, and a reply nobody came for, fail the test once the server is disposed.
/// </summary>
internal sealed class ScriptedOpenAIServer : IAsyncDisposable
{
    public const string CertificateSubject = "CN=scripted";

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<OpenAIReply> _script;
    private readonly ConcurrentQueue<RecordedRequest> _requests = [];
    private readonly ConcurrentQueue<string> _unexpected = [];

    private ScriptedOpenAIServer(WebApplication app, IEnumerable<OpenAIReply> script)
    {
        _app = app;
        _script = new ConcurrentQueue<OpenAIReply>(script);
        _app.Run(AnswerAsync);
    }

    public string Address { get; private set; } = "";

    public IReadOnlyList<RecordedRequest> Requests => [.. _requests];

    public static Task<ScriptedOpenAIServer> StartAsync(params OpenAIReply[] script) => StartAsync(_ => { }, script);

    /// <summary>Over TLS, with a certificate of the subject <see cref="CertificateSubject"/> that nobody has signed but itself.</summary>
    public static Task<ScriptedOpenAIServer> StartSecureAsync(params OpenAIReply[] script) =>
        StartAsync(listener => listener.UseHttps(SelfSigned()), script);

    private static async Task<ScriptedOpenAIServer> StartAsync(Action<ListenOptions> configure, OpenAIReply[] script)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listener => configure(listener)));
        var server = new ScriptedOpenAIServer(builder.Build(), script);
        await server._app.StartAsync();
        server.Address = server._app.Urls.Single();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        foreach (var request in _unexpected)
        {
            Fail($"A request beyond the script: {request}");
        }

        if (!_script.IsEmpty)
        {
            Fail($"{_script.Count} replies of the script were never asked for.");
        }
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest(CertificateSubject, key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);
    }

    /// <summary>Records rather than throws: an exception out of a dispose would hide the one that made the test leave early.</summary>
    private static void Fail(string message) =>
        TestExecutionContext.CurrentContext.CurrentResult.RecordAssertion(AssertionStatus.Failed, message, stackTrace: null);

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        var headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        _requests.Enqueue(new RecordedRequest(context.Request.Path, headers, body.RootElement.Clone()));
        if (_script.TryDequeue(out var reply))
        {
            await reply.WriteAsync(context);
            return;
        }

        _unexpected.Enqueue($"{context.Request.Path} {body.RootElement}");
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
    }
}

using Agent.Host.Models;
using Azure.Core;
using Azure.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Agent.Tests.Host.Models;

/// <summary>Azure OpenAI: the same wire under another address, with other credentials.</summary>
internal sealed class AzureModelTests
{
    [Test, CancelAfter(60_000)]
    public async Task A_key_travels_in_its_own_header(CancellationToken cancellationToken)
    {
        await using var server = await ScriptedOpenAIServer.StartSecureAsync(OpenAIReply.Text("Hello"));
        await using var models = Connect(server, new FakeCredential(), ("Model:ApiKey", "azure-key"), ("Model:Large", "support-large"));

        await models.AskAsync(cancellationToken);

        var request = server.Requests.Single();
        using var scope = Assert.EnterMultipleScope();
        Assert.That(request.Path, Is.EqualTo("/openai/v1/chat/completions"));
        Assert.That(request.Headers["api-key"], Is.EqualTo("azure-key"));
        Assert.That(request.Headers.Keys, Has.No.Member("Authorization"));
        Assert.That(request.Body.GetProperty("model").GetString(), Is.EqualTo("support-large"));
    }

    [Test, CancelAfter(60_000)]
    public async Task Without_a_key_the_identity_of_the_service_asks_for_a_token(CancellationToken cancellationToken)
    {
        await using var server = await ScriptedOpenAIServer.StartSecureAsync(OpenAIReply.Text("Hello"));
        var credential = new FakeCredential();
        await using var models = Connect(server, credential, ("OPENAI_API_KEY", "sk-of-openai"));

        await models.AskAsync(cancellationToken);

        using var scope = Assert.EnterMultipleScope();
        Assert.That(credential.Scopes, Is.EqualTo(["https://cognitiveservices.azure.com/.default"]));
        Assert.That(server.Requests.Single().Headers["Authorization"], Is.EqualTo("Bearer token-of-the-service"));
        Assert.That(server.Requests.Single().Headers.Keys, Has.No.Member("api-key"));
    }

    [Test, CancelAfter(60_000)]
    public async Task An_identity_without_a_token_is_a_permanent_failure(CancellationToken cancellationToken)
    {
        await using var server = await ScriptedOpenAIServer.StartSecureAsync();
        await using var models = Connect(server, new FakeCredential { Fault = new AuthenticationFailedException("no identity here") });

        var failure = await TestModels.FailureOfAsync(models.AskAsync(cancellationToken));

        Assert.That((failure.Failure, failure.IsTransient), Is.EqualTo((ModelFailure.Unauthorized, false)));
    }

    private static ServiceProvider Connect(ScriptedOpenAIServer server, TokenCredential credential, params (string Key, string Value)[] settings)
    {
        var configuration = TestModels.Configure([("Model:Provider", "azure"), ("Model:Endpoint", server.Address), .. settings]);
        var services = new ServiceCollection().AddLogging().AddSingleton(credential).AddModels(configuration);
        services.AddHttpClient(ModelClientFactory.HttpClientName).UseSocketsHttpHandler((handler, _) =>
            handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate!.Subject == ScriptedOpenAIServer.CertificateSubject);
        return services.BuildServiceProvider();
    }

    private sealed class FakeCredential : TokenCredential
    {
        public List<string> Scopes { get; } = [];

        public Exception? Fault { get; init; }

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            if (Fault is not null)
            {
                throw Fault;
            }

            Scopes.AddRange(requestContext.Scopes);
            return new AccessToken("token-of-the-service", DateTimeOffset.MaxValue);
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            ValueTask.FromResult(GetToken(requestContext, cancellationToken));
    }
}

using Agent.Tests.Host.Models;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using OpenAI;

namespace Agent.Tests.SemanticKernel;

internal sealed class OpenAIChatClientRegistrationTests
{
    [Test, CancelAfter(60_000)]
    public async Task A_kernel_asks_the_chat_client_of_its_builder(CancellationToken cancellationToken)
    {
        await using var server = await ScriptedOpenAIServer.StartAsync(OpenAIReply.Text("Four."));
        var kernel = Kernel.CreateBuilder().AddOpenAIChatClient("gpt-scripted", new Uri(server.Address + "/v1"), "sk-test").Build();

        var answer = await kernel.InvokePromptAsync<string>("What is {{$a}} and two?", new() { ["a"] = "two" }, cancellationToken: cancellationToken);

        var request = server.Requests.Single();
        using var scope = Assert.EnterMultipleScope();
        Assert.That(answer, Is.EqualTo("Four."));
        Assert.That(request.Body.GetProperty("model").GetString(), Is.EqualTo("gpt-scripted"));
        Assert.That(request.Body.GetProperty("messages")[0].GetProperty("content").GetString(), Is.EqualTo("What is two and two?"));
        Assert.That(request.Headers["Authorization"], Is.EqualTo("Bearer sk-test"));
    }

    [Test]
    public void A_service_id_is_the_key_of_the_client()
    {
        using var provider = new ServiceCollection()
            .AddOpenAIChatClient("gpt-small", "sk-test", serviceId: "small")
            .AddOpenAIChatClient("gpt-large", "sk-test", serviceId: "large")
            .BuildServiceProvider();

        using var scope = Assert.EnterMultipleScope();
        Assert.That(Model("small"), Is.EqualTo("gpt-small"));
        Assert.That(Model("large"), Is.EqualTo("gpt-large"));
        Assert.That(provider.GetService<IChatClient>(), Is.Null);

        string? Model(string serviceId) => provider.GetRequiredKeyedService<IChatClient>(serviceId).GetService<ChatClientMetadata>()?.DefaultModelId;
    }

    [Test]
    public void Without_a_client_of_its_own_the_registered_one_is_used()
    {
        using var provider = new ServiceCollection()
            .AddSingleton(new OpenAIClient(new System.ClientModel.ApiKeyCredential("sk-test"), new OpenAIClientOptions { Endpoint = new Uri("http://models.example/v1") }))
            .AddOpenAIChatClient("gpt-scripted")
            .BuildServiceProvider();

        var metadata = provider.GetRequiredService<IChatClient>().GetService<ChatClientMetadata>();

        Assert.That(metadata?.ProviderUri?.Host, Is.EqualTo("models.example"));
    }

    [Test, CancelAfter(60_000)]
    public async Task An_organization_travels_with_the_request(CancellationToken cancellationToken)
    {
        await using var server = await ScriptedOpenAIServer.StartAsync(OpenAIReply.Text("Hello"));
        await using var provider = new ServiceCollection()
            .AddOpenAIChatClient("gpt-scripted", new Uri(server.Address + "/v1"), "sk-test", orgId: "org-7").BuildServiceProvider();

        await provider.GetRequiredService<IChatClient>().GetResponseAsync("Hi", cancellationToken: cancellationToken);

        Assert.That(server.Requests.Single().Headers["OpenAI-Organization"], Is.EqualTo("org-7"));
    }

    [Test, CancelAfter(60_000)]
    public async Task An_HTTP_client_of_ones_own_brings_its_own_patience(CancellationToken cancellationToken)
    {
        await using var server = await ScriptedOpenAIServer.StartAsync(OpenAIReply.Error(500));
        using var http = new HttpClient();
        await using var provider = new ServiceCollection()
            .AddOpenAIChatClient("gpt-scripted", new Uri(server.Address + "/v1"), "sk-test", httpClient: http).BuildServiceProvider();

        Assert.That(
            () => provider.GetRequiredService<IChatClient>().GetResponseAsync("Hi", cancellationToken: cancellationToken),
            Throws.TypeOf<System.ClientModel.ClientResultException>());
    }

    [Test, CancelAfter(60_000)]
    public async Task Azure_takes_the_key_in_its_own_header(CancellationToken cancellationToken)
    {
        await using var server = await ScriptedOpenAIServer.StartAsync(OpenAIReply.Text("Hello"));
        var kernel = Kernel.CreateBuilder().AddAzureOpenAIChatClient("support-large", server.Address, "azure-key", serviceId: "large").Build();

        var answer = await kernel.GetRequiredService<IChatClient>("large").GetResponseAsync("Hi", cancellationToken: cancellationToken);

        using var scope = Assert.EnterMultipleScope();
        Assert.That(answer.Text, Is.EqualTo("Hello"));
        Assert.That(server.Requests.Single().Headers["api-key"], Is.EqualTo("azure-key"));
    }
}

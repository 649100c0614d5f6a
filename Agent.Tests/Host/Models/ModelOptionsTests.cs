using Agent.Host.Models;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Agent.Tests.Host.Models;

internal sealed class ModelOptionsTests
{
    [Test]
    public void Without_a_key_the_offline_model_answers() => Assert.That(Read().Provider, Is.EqualTo("offline"));

    [TestCase("Model:ApiKey")]
    [TestCase("OPENAI_API_KEY")]
    public void With_a_key_OpenAI_answers(string key)
    {
        var options = Read((key, "sk-test"));

        Assert.That((options.Provider, options.ApiKey), Is.EqualTo(("openai", "sk-test")));
    }

    [Test]
    public void A_chosen_provider_stands_even_where_there_is_a_key() =>
        Assert.That(Read(("Model:Provider", "Offline"), ("OPENAI_API_KEY", "sk-test")).Provider, Is.EqualTo("offline"));

    [Test]
    public void A_server_of_ones_own_needs_no_key() =>
        Assert.That(Read(("Model:Provider", "openai"), ("Model:BaseAddress", "http://localhost:11434/v1")).ApiKey, Is.Null);

    [TestCase("Model:Provider", "bard", "Model:Provider 'bard' is not one of offline, openai, azure.")]
    [TestCase("Model:Provider", "openai", "Model:ApiKey (or OPENAI_API_KEY) is missing")]
    [TestCase("Model:Provider", "azure", "Model:Endpoint is missing")]
    [TestCase("Model:CallTimeout", "00:00:00", "Model:CallTimeout is 00:00:00; it must be between 00:00:00.1000000 and 01:00:00.")]
    [TestCase("Model:MaxRetries", "11", "Model:MaxRetries is 11; it must be between 0 and 10.")]
    [TestCase("Model:BreakerFailureRatio", "1.5", "Model:BreakerFailureRatio is 1.5;")]
    public void A_wrong_value_stops_the_start_with_its_key(string key, string value, string message) =>
        Assert.That(() => Read((key, value)), Throws.TypeOf<OptionsValidationException>().With.Message.Contains(message));

    [TestCase("Model:Large", "", "Model:Large is empty")]
    [TestCase("Model:Small", " ", "Model:Small is empty")]
    [TestCase("Model:BaseAddress", "models.example", "Model:BaseAddress 'models.example' is not an absolute http or https address.")]
    public void A_wrong_value_for_OpenAI_stops_the_start_with_its_key(string key, string value, string message) =>
        Assert.That(() => Read(("Model:ApiKey", "sk-test"), (key, value)), Throws.TypeOf<OptionsValidationException>().With.Message.Contains(message));

    [TestCase("http://contoso.openai.azure.com", "azure-key")]
    [TestCase("http://localhost:8080", "")]
    [TestCase("contoso", "azure-key")]
    public void Azure_is_not_spoken_to_in_the_clear(string endpoint, string key) => Assert.That(
        () => Read(("Model:Provider", "azure"), ("Model:Endpoint", endpoint), ("Model:ApiKey", key)),
        Throws.TypeOf<OptionsValidationException>().With.Message.Contains("is not an absolute https address"));

    [Test]
    public async Task The_decoration_is_outermost_and_knows_its_service_id()
    {
        var configuration = TestModels.Configure(("Model:ApiKey", "sk-test"));
        await using var provider = new ServiceCollection().AddLogging()
            .AddModels(configuration, (client, _, serviceId) => new Decoration(client, serviceId)).BuildServiceProvider();

        using var scope = Assert.EnterMultipleScope();
        Assert.That(provider.GetKeyedService<IChatClient>("small"), Is.TypeOf<Decoration>().With.Property(nameof(Decoration.ServiceId)).EqualTo("small"));
        Assert.That(provider.GetKeyedService<IChatClient>("large"), Is.TypeOf<Decoration>().With.Property(nameof(Decoration.ServiceId)).EqualTo("large"));
        Assert.That(provider.GetService<IChatClient>(), Is.SameAs(provider.GetKeyedService<IChatClient>("large")));
        Assert.That(provider.GetKeyedService<IChatClient>("large")?.GetService<ResilientChatClient>(), Is.Not.Null);
    }

    private static ModelOptions Read(params (string Key, string Value)[] settings)
    {
        using var provider = TestModels.Build(clock: null, settings);
        return provider.GetRequiredService<IOptions<ModelOptions>>().Value;
    }

    private sealed class Decoration(IChatClient inner, string serviceId) : DelegatingChatClient(inner)
    {
        public string ServiceId { get; } = serviceId;
    }
}

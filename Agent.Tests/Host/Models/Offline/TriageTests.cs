using System.Text.Json;

namespace Agent.Tests.Host.Models.Offline;

internal sealed class TriageTests
{
    [TestCase("Where is my order #W1000001?", "orders", "normal")]
    [TestCase("I was charged twice for my order", "billing", "normal")]
    [TestCase("Can you send me the invoice?", "billing", "normal")]
    [TestCase("Your website crashes when I log in", "technical", "normal")]
    [TestCase("I forgot my password", "technical", "normal")]
    [TestCase("Let me talk to a human", "human", "normal")]
    [TestCase("what can you do?", "general", "low")]
    [TestCase("asdf qwer", "general", "low")]
    [TestCase("My charger caught fire, I want to return it", "orders", "urgent")]
    [TestCase("This is ridiculous, cancel my order", "orders", "high")]
    public async Task Finds_the_desk_and_the_priority(string text, string category, string priority)
    {
        using var answer = await TriageAsync(text, "none");
        Assert.That(answer.RootElement.GetProperty("category").GetString(), Is.EqualTo(category));
        Assert.That(answer.RootElement.GetProperty("priority").GetString(), Is.EqualTo(priority));
    }

    [TestCase("yes")]
    [TestCase("the blue one")]
    [TestCase("back to my card")]
    [TestCase("Ethan Garcia, 80280")]
    public async Task Keeps_the_topic_when_the_words_name_none(string text)
    {
        using var answer = await TriageAsync(text, "orders");
        Assert.That(answer.RootElement.GetProperty("category").GetString(), Is.EqualTo("orders"));
        Assert.That(answer.RootElement.GetProperty("closing").GetBoolean(), Is.False);
    }

    [TestCase("thanks, bye!", true)]
    [TestCase("That's all, thank you", true)]
    [TestCase("thanks a lot!", false)]
    [TestCase("thanks, and where is my other order?", false)]
    public async Task Notices_a_goodbye(string text, bool closing)
    {
        using var answer = await TriageAsync(text, "orders");
        Assert.That(answer.RootElement.GetProperty("closing").GetBoolean(), Is.EqualTo(closing));
    }

    [Test]
    public async Task Names_the_language()
    {
        using var answer = await TriageAsync("Wo ist meine Bestellung? Ich warte schon lange.", "none");
        Assert.That(answer.RootElement.GetProperty("language").GetString(), Is.EqualTo("de"));
    }

    private static async Task<JsonDocument> TriageAsync(string text, string topic)
    {
        using var support = new ScriptedSupport(SampleShop.Open());
        return JsonDocument.Parse(await support.ClassifyAsync("triage", $"Sort the message.\nCurrent topic: {topic}\nLast answer: none", text));
    }
}

using Microsoft.SemanticKernel;

namespace Agent.Tests.Plugins.Calling;

internal sealed class ToolCacheFilterTests
{
    private FaultyTools _tools = null!;
    private ManualClock _clock = null!;

    [SetUp]
    public void Prepare() => (_tools, _clock) = (new(), new());

    [Test]
    public async Task The_same_question_is_answered_from_memory_until_its_time_is_over()
    {
        await using var bench = new FilterBench(_tools, clock: _clock);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(await bench.CallAsync("list_goods"), Is.EqualTo("answer 1"));
        Assert.That(await bench.CallAsync("list_goods", customer: "tom"), Is.EqualTo("answer 1"), "it is the same for all customers");
        _clock.Advance(TimeSpan.FromSeconds(61));
        Assert.That(await bench.CallAsync("list_goods"), Is.EqualTo("answer 2"));
    }

    [Test]
    public async Task Other_arguments_tenants_and_customers_are_other_questions()
    {
        await using var bench = new FilterBench(_tools, clock: _clock);
        string?[] answers =
        [
            await bench.CallAsync("list_goods"), await bench.CallAsync("list_goods", new() { ["kind"] = "lamps" }), await bench.CallAsync("list_goods", tenant: "other"),
            await bench.CallAsync("list_mine"), await bench.CallAsync("list_mine", customer: "tom"), await bench.CallAsync("list_mine", customer: null),
        ];
        Assert.That(answers, Is.Unique);
    }

    [Test]
    public async Task Tools_that_say_nothing_about_it_are_asked_every_time()
    {
        await using var bench = new FilterBench(_tools, clock: _clock);
        Assert.That((string?[])[await bench.CallAsync("look"), await bench.CallAsync("look"), await bench.CallAsync("change", key: "a"), await bench.CallAsync("change", key: "b")], Is.Unique);
    }

    [Test]
    public async Task Faults_are_not_kept()
    {
        _tools.Behaviour = call => call is 1 ? throw new InvalidOperationException("bug") : Task.FromResult("fine");
        await using var bench = new FilterBench(_tools, clock: _clock);
        Assert.That(await bench.CallAsync("list_goods"), Does.StartWith("Error: "));
        Assert.That(await bench.CallAsync("list_goods"), Is.EqualTo("fine"));
    }

    [TestCase("list_goods", 0, ExpectedResult = "answer 2", Description = "switched off")]
    [TestCase("look", 5, ExpectedResult = "answer 1", Description = "switched on")]
    [TestCase("change", 5, ExpectedResult = "answer 2", Description = "never for what changes something")]
    public async Task<string?> The_configuration_has_the_last_word(string tool, int seconds)
    {
        await using var bench = new FilterBench(_tools, options => options.Cache.Ttl[tool] = TimeSpan.FromSeconds(seconds), _clock);
        await bench.CallAsync(tool, key: "a");
        return await bench.CallAsync(tool, key: "b");
    }
}

namespace Agent.Tests.Plugins.Calling;

internal sealed class ToolBudgetFilterTests
{
    private const string Spent = "Error: too many calls within a minute; this one was not made. Go on with what you know, or try again later";

    [Test]
    public async Task A_conversation_that_calls_too_much_is_refused_and_the_others_are_not()
    {
        var tools = new FaultyTools();
        await using var bench = new FilterBench(tools, options => options.Budget.CallsPerMinute = 3);
        string?[] answers = [await bench.CallAsync("look"), await bench.CallAsync("look"), await bench.CallAsync("look"), await bench.CallAsync("look")];
        using var scope = Assert.EnterMultipleScope();
        Assert.That(answers, Is.EqualTo(["answer 1", "answer 2", "answer 3", Spent]));
        Assert.That(tools.Calls, Is.EqualTo(3));
        Assert.That(await bench.CallAsync("look", conversation: "c2"), Is.EqualTo("answer 4"));
        Assert.That(await bench.CallAsync("look", tenant: "other"), Is.EqualTo("answer 5"));
    }

    [Test]
    public async Task Changes_have_a_smaller_budget_of_their_own()
    {
        await using var bench = new FilterBench(new FaultyTools(), options => options.Budget.ChangesPerMinute = 1);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(await bench.CallAsync("change", key: "a"), Is.EqualTo("answer 1"));
        Assert.That(await bench.CallAsync("change", key: "b"), Is.EqualTo(Spent));
        Assert.That(await bench.CallAsync("look"), Is.EqualTo("answer 2"));
    }
}

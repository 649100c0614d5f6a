using Agent.Plugins.Calling.Results;

namespace Agent.Tests.Plugins.Calling;

/// <summary>What a back office answers is untrusted: its size, its characters, its form.</summary>
internal sealed class ToolResultFilterTests
{
    [Test]
    public async Task An_answer_of_five_megabytes_is_named_and_not_shown()
    {
        await using var bench = new FilterBench(new FaultyTools { Behaviour = _ => Task.FromResult(new string('x', 5 * 1024 * 1024)) });
        using var scope = Assert.EnterMultipleScope();
        Assert.That(await bench.CallAsync("look"), Is.EqualTo("Error: the answer of look is too long (5242880 characters, at most 64000 can be read); ask for less"));
        Assert.That(await bench.CallAsync("change", key: "k1"),
            Is.EqualTo("change was carried out, but its answer is too long to be shown (5242880 characters, at most 64000 can be read); look at the result with another tool"));
    }

    [Test]
    public async Task An_answer_that_is_no_JSON_is_a_text()
    {
        await using var bench = new FilterBench(new FaultyTools { Behaviour = _ => Task.FromResult("<html>502 Bad Gateway</html>") });
        Assert.That(await bench.CallAsync("look"), Is.EqualTo("<html>502 Bad Gateway</html>"));
    }

    [TestCase("plain text, José, 日本語", ExpectedResult = "plain text, José, 日本語")]
    [TestCase("two\nlines\tand\r\na tab", ExpectedResult = "two\nlines\tand\r\na tab")]
    [TestCase("a\0b\u0007c\u001B[31m", ExpectedResult = "abc[31m")]
    [TestCase("safe\u202Eevil\u2066x", ExpectedResult = "safeevilx", Description = "direction overrides")]
    [TestCase("a\u200Bb\uFEFFc\u00ADd", ExpectedResult = "abcd", Description = "characters without width")]
    [TestCase("hi\U000E0069\U000E0067there", ExpectedResult = "hithere", Description = "tag characters, which no person sees")]
    [TestCase("👩\u200D🚀", ExpectedResult = "👩\u200D🚀")]
    public string What_nobody_can_see_is_taken_out(string text) => ToolResultText.Clean(text);

    [Test]
    public void Half_a_surrogate_pair_becomes_what_can_be_stored() => Assert.That(ToolResultText.Clean("half \uD83D pair"), Is.EqualTo("half \uFFFD pair"));
}

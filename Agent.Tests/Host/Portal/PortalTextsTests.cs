using System.Text.RegularExpressions;
using Agent.Host.Portal.Texts;
using Agent.Tests.Conventions;

namespace Agent.Tests.Host.Portal;

internal sealed partial class PortalTextsTests
{
    private static readonly PortalTextBook Book = new();

    [Test]
    public void Every_text_is_there_in_every_language_with_the_same_braces()
    {
        var (first, others) = (Book.In(PortalTextBook.Languages[0]), PortalTextBook.Languages.Skip(1).Select(Book.In));
        using var scope = Assert.EnterMultipleScope();
        foreach (var other in others)
        {
            Assert.That(other.Keys, Is.EquivalentTo(first.Keys));
            foreach (var key in first.Keys.Intersect(other.Keys))
                Assert.That(Holes(other[key]), Is.EquivalentTo(Holes(first[key])), $"{other.Language}: {key}");
        }
    }

    [Test]
    public void Every_text_that_pages_name_is_there()
    {
        var texts = Book.In(PortalTextBook.Languages[0]);
        var named = Directory.EnumerateFiles(Path.Combine(Repository.Root, "Agent.Host/Portal"), "*", SearchOption.AllDirectories)
            .Where(file => file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".razor", StringComparison.Ordinal))
            .SelectMany(file => Names().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value)).ToHashSet();
        Assert.That(named, Has.Count.GreaterThan(30));
        Assert.That(named.Except(texts.Keys), Is.Empty);
    }

    private static IEnumerable<string> Holes(string text) => Hole().Matches(text).Select(match => match.Value);

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Hole();

    [GeneratedRegex("""(?:\bT\[|Texts\[|With\(|Page<\w+>\(|, )"([a-z]+(?:\.[a-z0-9_]+)+)"(?!\s*\+)""")]
    private static partial Regex Names();
}

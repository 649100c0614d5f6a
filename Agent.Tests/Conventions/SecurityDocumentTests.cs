using System.Text.RegularExpressions;

namespace Agent.Tests.Conventions;

/// <summary>What the threat model says is shown by a test, is shown by a test that exists.</summary>
internal sealed partial class SecurityDocumentTests
{
    private static readonly string[] Rows =
        [.. Enumerable.Range(1, 10).Select(number => $"LLM{number:D2}"), .. Enumerable.Range(1, 10).Select(number => $"API{number}")];

    [Test]
    public void Every_row_of_both_lists_is_there_and_names_tests_that_exist()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "security.md"));
        var lines = text[text.IndexOf("## What stops what", StringComparison.Ordinal)..].Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| threat", StringComparison.Ordinal)).ToList();
        var tests = typeof(SecurityDocumentTests).Assembly.GetTypes().Where(type => type.Name.EndsWith("Tests", StringComparison.Ordinal) || type.Name.StartsWith("When_", StringComparison.Ordinal)).ToLookup(type => type.Name);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(Rows.Where(row => !lines.Any(line => line.StartsWith($"| {row} ", StringComparison.Ordinal))), Is.Empty, "rows that are missing");
        foreach (var line in lines)
        {
            var named = Name().Matches(line.Split('|')[3]).Select(match => match.Groups[1].Value).ToList();
            Assert.That(named, Is.Not.Empty, line);
            Assert.That(named.Where(name => !Exists(name.Split('.'))), Is.Empty, line);
        }

        bool Exists(string[] name) => name switch
        {
            [var type] => tests.Contains(type),
            [var type, var method] => tests[type].Any(found => found.GetMethods().Any(one => one.Name == method)),
            _ => false,
        };
    }

    [GeneratedRegex("`([A-Za-z_0-9.]+)`")]
    private static partial Regex Name();
}

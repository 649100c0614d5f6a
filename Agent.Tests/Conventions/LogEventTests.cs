using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace Agent.Tests.Conventions;

/// <summary>A line of the log is known by its number: alerts, runbooks and searches name it.</summary>
internal sealed partial class LogEventTests
{
    private static readonly List<(int Id, string Where)> s_events =
    [
        .. from assembly in new[] { typeof(Agent.Host.AgentServiceCollectionExtensions), typeof(Agent.Processes.ConversationKey), typeof(Agent.Plugins.Calling.ToolTelemetry), typeof(Microsoft.SemanticKernel.Kernel) }.Select(type => type.Assembly).Distinct()
           from type in assembly.GetTypes()
           from method in type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly)
           let message = method.GetCustomAttribute<LoggerMessageAttribute>()
           where message is not null
           select (message.EventId, $"{type.FullName}.{method.Name}"),
    ];

    [Test]
    public void Each_number_stands_for_one_line() => Assert.That(
        s_events.GroupBy(line => line.Id).Where(same => same.Count() > 1 || same.Key <= 0).Select(same => $"{same.Key}: {string.Join(", ", same.Select(line => line.Where))}"), Is.Empty);

    [Test]
    public void Every_number_that_is_documented_is_logged()
    {
        var named = new[] { "docs", "deploy" }.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.*", SearchOption.AllDirectories))
            .Where(file => Path.GetExtension(file) is ".md" or ".yaml" or ".json")
            .SelectMany(file => Named().Matches(File.ReadAllText(file)).Select(match => int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture))).ToHashSet();
        using var scope = Assert.EnterMultipleScope();
        Assert.That(named, Has.Count.GreaterThan(5));
        Assert.That(named, Is.SubsetOf(s_events.Select(line => line.Id)));
    }

    [GeneratedRegex(@"\b(?:event|events \d{4} and|events) (\d{4})\b")]
    private static partial Regex Named();
}

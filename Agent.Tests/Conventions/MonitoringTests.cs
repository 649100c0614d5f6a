using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Agent.Tests.Host.Telemetry;

namespace Agent.Tests.Conventions;

/// <summary>Alerts and dashboards, as they are delivered: valid, about metrics that exist, and with a runbook.</summary>
internal sealed partial class MonitoringTests
{
    private static readonly string s_folder = Path.Combine(Repository.Root, "deploy", "monitoring");
    private static readonly string s_rules = File.ReadAllText(Path.Combine(s_folder, "agent-rules.yaml"));

    [TestCase("check", "agent-rules.yaml")]
    [TestCase("test", "agent-rules.test.yaml")]
    public async Task Promtool_accepts(string verb, string file)
    {
        var start = new ProcessStartInfo("promtool", [verb, "rules", file]) { WorkingDirectory = s_folder, RedirectStandardOutput = true, RedirectStandardError = true };
        Process? process = null;
        try
        {
            process = Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Ignore("promtool is not installed (Debian's package prometheus; deploy/prerequisites.sh installs it for test.sh).");
        }

        using (process)
        {
            var output = await Task.WhenAll(process!.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync();
            Assert.That(process.ExitCode, Is.Zero, string.Concat(output));
        }
    }

    [TestCaseSource(nameof(Queries))]
    public void A_query_names_only_what_is_documented(string query)
    {
        var known = TelemetryDocument.PrometheusNames.Concat(Recorded().Matches(s_rules).Select(rule => rule.Groups[1].Value)).ToHashSet();
        var labels = TelemetryDocument.Attributes.Select(attribute => attribute.Replace('.', '_')).Append("le").ToHashSet();
        var names = Name().Matches(Selector().Replace(Grouping().Replace(query, ""), "")).Select(name => name.Value).ToList();
        using var scope = Assert.EnterMultipleScope();
        Assert.That(names.Where(name => !known.Contains(name)), Is.Empty, query);
        Assert.That(LabelsOf(query).Where(label => !labels.Contains(label)), Is.Empty, query);
    }

    [Test]
    public void Every_alert_says_what_why_and_how_and_has_a_runbook_that_names_it()
    {
        using var scope = Assert.EnterMultipleScope();
        foreach (var alert in s_rules.Split("      - alert: ").Skip(1))
        {
            var name = alert.Split('\n')[0].Trim();
            var runbook = Runbook().Match(alert).Groups[1].Value;
            Assert.That(alert, Does.Contain("severity: ").And.Contain("summary: ").And.Contain("why: ").And.Contain("look: ").And.Contain("fix: "), name);
            Assert.That(Path.Combine(Repository.Root, runbook), Does.Exist, name);
            Assert.That(File.ReadAllText(Path.Combine(Repository.Root, runbook)), Does.Contain(name), runbook);
        }
    }

    private static IEnumerable<string> Queries()
    {
        foreach (var query in Expression().Matches(s_rules).Select(rule => Spaces().Replace(rule.Groups[1].Value, " ").Trim()))
        {
            yield return query;
        }

        foreach (var dashboard in Directory.GetFiles(Path.Combine(s_folder, "dashboards"), "*.json"))
        {
            using var document = JsonDocument.Parse(File.ReadAllText(dashboard));
            foreach (var panel in document.RootElement.GetProperty("panels").EnumerateArray())
            {
                foreach (var target in panel.GetProperty("targets").EnumerateArray())
                {
                    yield return target.GetProperty("expr").GetString()!;
                }
            }
        }
    }

    private static IEnumerable<string> LabelsOf(string query) =>
        Selector().Matches(query).SelectMany(selector => Label().Matches(selector.Value)).Select(label => label.Groups[1].Value)
            .Concat(Grouping().Matches(query).SelectMany(group => group.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)));

    [GeneratedRegex(@"- record: (\S+)")]
    private static partial Regex Recorded();

    [GeneratedRegex(@"expr: >-\n((?:          .+\n)+)")]
    private static partial Regex Expression();

    [GeneratedRegex(@"\b(?:agent|gen_ai|semantic_kernel)[a-z0-9_:]*(?:_[a-zA-Z0-9:]+)*")]
    private static partial Regex Name();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Selector();

    [GeneratedRegex(@"\b(?:by|without) \(([^)]*)\)")]
    private static partial Regex Grouping();

    [GeneratedRegex(@"(\w+)\s*(?:=~|!~|!=|=)")]
    private static partial Regex Label();

    [GeneratedRegex(@"runbook: (\S+)")]
    private static partial Regex Runbook();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}

using System.Globalization;
using System.Net;
using System.Text;
using Agent.Host.Replay.Results;

namespace Agent.Host.Replay.Reports;

/// <summary>A replay as one page that needs nothing else: numbers, what changed by kind, and both sides of every difference.</summary>
internal static class HtmlReport
{
    /// <summary>More conversations than this nobody reads, and no browser shows: the rest is in the report for machines.</summary>
    private const int MostShown = 2_000;

    /// <summary>The longest text of a side that is shown.</summary>
    private const int MostCharacters = 4_000;

    public static async Task WriteAsync(Stream stream, ReplaySpec spec, ReplaySummary summary, IAsyncEnumerable<ReplayResult> results, CancellationToken cancellationToken)
    {
        await using var page = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
        await page.WriteAsync($"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Replay: {Text(spec.Mode.ToString())}</title><style>{HtmlStyle.Css}</style></head><body>");
        await page.WriteAsync($"<h1>Replay, mode {Text(Lower(spec.Mode))}</h1><p class=\"what\">{Describe(spec)}</p>");
        await page.WriteAsync(Numbers(summary));
        await page.WriteAsync(Kinds(summary));
        await page.WriteAsync("<h2>Conversations that came out otherwise</h2>");
        long shown = 0;
        await foreach (var result in results.WithCancellation(cancellationToken))
        {
            if (result.Verdict is ReplayVerdict.Same && result.Divergences.Count == 0)
            {
                continue;
            }

            if (++shown <= MostShown)
            {
                await page.WriteAsync(Conversation(result));
            }
        }

        await page.WriteAsync(shown switch
        {
            0 => "<p>None.</p>",
            > MostShown => $"<p>{Number(shown - MostShown)} more are in {ReplayReports.JsonFile}.</p>",
            _ => "",
        });
        await page.WriteAsync("</body></html>");
    }

    private static string Describe(ReplaySpec spec)
    {
        List<string> parts = [spec.File is { } file ? Path.GetFileName(file) : "stored conversations", $"approvals {Lower(spec.Approvals)}"];
        parts.AddRange(spec.Candidate.Select(setting => $"candidate {setting.Key} = {setting.Value}"));
        parts.AddRange((spec.Baseline ?? new Dictionary<string, string>()).Select(setting => $"baseline {setting.Key} = {setting.Value}"));
        parts.AddRange(spec.Where.Select(filter => $"where {filter.Key} = {filter.Value}"));
        return Text(string.Join(" · ", parts));
    }

    private static string Numbers(ReplaySummary summary) =>
        $"""
        <div class="numbers"><div><b>{Number(summary.Conversations)}</b>conversations</div><div class="same"><b>{Number(summary.Same)}</b>the same</div>
        <div class="different"><b>{Number(summary.Different)}</b>different</div><div class="error"><b>{Number(summary.Errors)}</b>errors</div>
        {Spent(summary)}<div><b>{Number(summary.Divergences)}</b>not on record</div><div><b>{(summary.AmountMinor / 100m).ToString("N2", CultureInfo.InvariantCulture)}</b>dollars at stake</div></div>
        """;

    /// <summary>Where models were asked.</summary>
    private static string Spent(ReplaySummary summary)
    {
        var judged = string.Concat((summary.Judged ?? new Dictionary<string, long>()).Select(verdict => $"<div><b>{Number(verdict.Value)}</b>answers {Text(verdict.Key)}</div>"));
        return summary.Usage is not { } usage ? judged
            : $"<div><b>{Number(usage.Calls)}</b>model calls</div><div><b>{usage.CostUsd?.ToString("0.00##", CultureInfo.InvariantCulture) ?? "?"}</b>dollars spent</div>{judged}";
    }

    private static string Kinds(ReplaySummary summary)
    {
        var rows = DifferenceKinds.All.Where(kind => summary.Compared.ContainsKey(kind) || summary.Differences.ContainsKey(kind))
            .Select(kind => $"<tr><td>{Text(kind)}</td><td class=\"n\">{Number(summary.Compared.GetValueOrDefault(kind))}</td><td class=\"n\">{Number(summary.Count(kind))}</td></tr>");
        return $"<h2>What was compared</h2><table><tr><th>kind</th><th>compared</th><th>different</th></tr>{string.Concat(rows)}</table>";
    }

    private static string Conversation(ReplayResult result)
    {
        var head = result.Error is { } error ? $"<span class=\"error\">{Text(error)}</span>" : Text(string.Join(", ", result.Differences.GroupBy(d => d.Kind).Select(kind => $"{kind.Key} {Number(kind.Count())}")));
        var divergences = result.Divergences.Count == 0 ? "" : $"<p>Not on record:</p><ul>{string.Concat(result.Divergences.Select(d => $"<li>turn {Number(d.Turn)}: {Text(d.Asked)}: {Text(d.Answer)}</li>"))}</ul>";
        var state = result is { Verdict: ReplayVerdict.Different, EndState: { } end } ? $"<p>Left behind:</p><pre>{Text(end.Changes.ToJsonString())}</pre>" : "";
        return $"<details><summary><span class=\"n\">{Number(result.Number)}</span> <b>{Text(result.Id ?? "?")}</b> {head}{(result.Divergences.Count > 0 ? $" <i>{Number(result.Divergences.Count)} not on record</i>" : "")}</summary>"
            + string.Concat(result.Differences.Select(Difference)) + divergences + state + "</details>";
    }

    private static string Difference(ReplayDifference difference) =>
        $"""
        <h3>{Text(difference.Kind)} at {Number(difference.Place)}: {Text(difference.Subject)}</h3>
        <div class="sides"><div><h4>before</h4><pre>{Text(difference.Recorded ?? "nothing")}</pre></div><div><h4>now</h4><pre>{Text(difference.Replayed ?? "nothing")}</pre></div></div>
        {(difference.Note is { } note ? $"<p>{Text(note)}</p>" : "")}
        """;

    private static string Text(string text) => WebUtility.HtmlEncode(text.Length <= MostCharacters ? text : text[..MostCharacters] + "…");

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Lower<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}

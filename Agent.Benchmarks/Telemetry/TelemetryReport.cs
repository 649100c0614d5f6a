using System.Globalization;
using Agent.Benchmarks.Measuring;
using Agent.Benchmarks.Reports;

namespace Agent.Benchmarks.Telemetry;

/// <summary>What came of the foursomes.</summary>
/// <param name="turnsOfRound">Turns in a round: a foursome has two with telemetry and two without.</param>
internal sealed class TelemetryReport(int turnsOfRound)
{
    /// <summary>What turns per second with telemetry shall be at least, to those without.</summary>
    private const double Aim = 0.97;

    private readonly List<(TelemetryWay Way, Usage Off, Usage On)> _foursomes = [];
    private readonly double _turns = 2.0 * turnsOfRound;

    public void Add(TelemetryWay way, Usage off, Usage on) => _foursomes.Add((way, off, on));

    public string Render(IReadOnlyList<TelemetryWay> ways)
    {
        var table = new MarkdownTable("per turn; medians of the foursomes", "off", "on", "on to off", "95 %: from", "to");
        var told = new MarkdownTable("", "spans a turn", "KB sent a turn", "bytes allocated a span");
        var verdicts = new List<string>();
        foreach (var way in ways)
        {
            var measured = _foursomes.Where(foursome => foursome.Way == way).ToList();
            var speed = Row("turns per second", usage => _turns / usage.Elapsed.TotalSeconds);
            var processor = Row("CPU of the service, ms", usage => usage.Service.TotalMilliseconds / _turns);
            Row("CPU of service and PostgreSQL, ms", usage => (usage.Service + (usage.Server ?? TimeSpan.Zero)).TotalMilliseconds / _turns);
            Row("allocated, KB", usage => usage.AllocatedBytes / 1024.0 / _turns);
            verdicts.Add($"{way.Name}: {Verdict(speed)}. By the service's CPU alone, {Show(1 / processor.Middle)} ({Show(1 / processor.Most)} to {Show(1 / processor.Least)}).");
            var more = new Durations(measured.Select(foursome => (double)(foursome.On.AllocatedBytes - foursome.Off.AllocatedBytes))).Median;
            told.Add(
                way.Name, ((double)way.Spans / turnsOfRound).ToString("0.0", CultureInfo.InvariantCulture),
                ((double)way.Bytes / turnsOfRound / 1024).ToString("0.0", CultureInfo.InvariantCulture), (more / (2 * way.Spans)).ToString("0", CultureInfo.InvariantCulture));

            PairedRatios Row(string name, Func<Usage, double> value)
            {
                var ratios = new PairedRatios(measured.Select(foursome => value(foursome.On) / value(foursome.Off)));
                table.Add(
                    $"{name}; {way.Name}", Figures.Show(new Durations(measured.Select(foursome => value(foursome.Off))).Median),
                    Figures.Show(new Durations(measured.Select(foursome => value(foursome.On))).Median), Show(ratios.Middle), Show(ratios.Least), Show(ratios.Most));
                return ratios;
            }
        }

        return string.Join(Environment.NewLine, [table.ToString(), "", told.ToString(), "", .. verdicts]);
    }

    private static string Verdict(PairedRatios speed) =>
        speed.Least >= Aim ? $"at least {Show(Aim)} of the turns per second, as it should be"
        : speed.Most < Aim ? $"less than {Show(Aim)} of the turns per second"
        : $"whether it keeps {Show(Aim)} of the turns per second, this run does not tell: take more foursomes, or a quieter machine";

    private static string Show(double ratio) => ratio.ToString("0.000", CultureInfo.InvariantCulture);
}

using System.Globalization;
using Agent.Host.Portal.Texts;

namespace Agent.Host.Portal.Formatting;

/// <summary>
/// Writes numbers, money and times as the viewer does. The service runs with invariant globalization, so the few things that differ between the portal's
/// languages (separators, the order of a date, the names of months) stand with its texts.
/// </summary>
public sealed class PortalFormat
{
    private readonly PortalTexts _texts;
    private readonly NumberFormatInfo _numbers;
    private readonly string[] _months;

    /// <param name="texts">The texts of the language.</param>
    /// <param name="zone">The viewer's time zone.</param>
    /// <param name="now">The time, in UTC.</param>
    public PortalFormat(PortalTexts texts, TimeZoneInfo zone, DateTimeOffset now)
    {
        (_texts, Zone, Now) = (texts, zone, now);
        _numbers = new() { NumberDecimalSeparator = texts["format.decimal"], NumberGroupSeparator = texts["format.group"], NumberGroupSizes = [3] };
        _months = texts["format.months"].Split(' ');
    }

    /// <summary>The viewer's time zone.</summary>
    public TimeZoneInfo Zone { get; }

    /// <summary>When the page was made, in UTC.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>A whole number.</summary>
    public string Number(long value) => value.ToString("N0", _numbers);

    /// <summary>A number with decimals.</summary>
    public string Number(double value, int decimals) => value.ToString("N" + decimals.ToString(CultureInfo.InvariantCulture), _numbers);

    /// <summary>A share from 0 to 1 as per cent.</summary>
    public string Percent(double share) => Number(share * 100, share is > 0 and < 0.1 ? 1 : 0) + " %";

    /// <summary>Dollars, from cents.</summary>
    public string Money(long minor) => _texts.With("format.money", ("amount", (minor / 100m).ToString("N2", _numbers)));

    /// <summary>What models cost: fractions of a cent count.</summary>
    public string Cost(decimal usd) => _texts.With("format.money", ("amount", usd.ToString(usd is > 0 and < 0.1m ? "N4" : "N2", _numbers)));

    /// <summary>Date and time of day in the viewer's zone.</summary>
    public string DateTime(DateTimeOffset at) => $"{Date(at)}, {Time(at)}";

    /// <summary>The date in the viewer's zone.</summary>
    public string Date(DateTimeOffset at)
    {
        var local = Local(at);
        return _texts.With("format.date",
            ("day", local.Day.ToString(CultureInfo.InvariantCulture)), ("month", _months[local.Month - 1]), ("year", local.Year.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>The time of day in the viewer's zone.</summary>
    public string Time(DateTimeOffset at) => Local(at).ToString("HH:mm", CultureInfo.InvariantCulture);

    /// <summary>The time of day to the second.</summary>
    public string Clock(DateTimeOffset at) => Local(at).ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>How long ago, or how long still, in one unit.</summary>
    public string Ago(DateTimeOffset at)
    {
        var span = Now - at;
        var text = Span(span.Duration());
        return span.Duration() < TimeSpan.FromSeconds(5) ? _texts["format.now"] : _texts.With(span > TimeSpan.Zero ? "format.ago" : "format.in", ("span", text));
    }

    /// <summary>A span in one unit, rounded down.</summary>
    public string Span(TimeSpan span) => span switch
    {
        { TotalDays: >= 2 } => Unit("format.days", span.TotalDays),
        { TotalHours: >= 2 } => Unit("format.hours", span.TotalHours),
        { TotalMinutes: >= 1 } => Unit("format.minutes", span.TotalMinutes),
        _ => Unit("format.seconds", span.TotalSeconds),
    };

    /// <summary>A duration as measured.</summary>
    public string Duration(double milliseconds) => milliseconds switch
    {
        >= 60_000 => Span(TimeSpan.FromMilliseconds(milliseconds)),
        >= 1000 => Number(milliseconds / 1000, 1) + " s",
        >= 10 => Number(milliseconds, 0) + " ms",
        _ => Number(milliseconds, 1) + " ms",
    };

    /// <summary>For <c>&lt;time datetime&gt;</c>.</summary>
    public static string Machine(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private DateTimeOffset Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Zone);

    private string Unit(string key, double value) => _texts.With(key, ("n", Number((long)value)));
}

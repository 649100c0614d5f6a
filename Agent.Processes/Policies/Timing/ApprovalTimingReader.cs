using System.Globalization;
using System.Text.RegularExpressions;
using Agent.Processes.Yaml;
using YamlDotNet.RepresentationModel;

namespace Agent.Processes.Policies.Timing;

/// <summary>Reads what the policy file says about the time of approvals, at any of its levels.</summary>
internal static partial class ApprovalTimingReader
{
    /// <summary>The keys every level may have.</summary>
    public static readonly string[] Keys = ["lifetime", "remind_before", "working_hours"];

    private const string Always = "always";

    private static readonly TimeSpan s_longest = TimeSpan.FromDays(90);

    /// <summary>Reads the section <c>approvals</c>: what holds for everybody, and for each approver.</summary>
    public static Dictionary<string, ApprovalTiming> ReadSection(YamlNode? node)
    {
        string[] approvers = [Approvers.Customer, Approvers.Operator];
        if (node is null)
        {
            return approvers.ToDictionary(approver => approver, _ => ApprovalTiming.Default, StringComparer.Ordinal);
        }

        var fields = new YamlFields(node, [.. Keys, .. approvers]);
        var everybody = ReadLevel(fields, ApprovalTiming.Default);
        return approvers.ToDictionary(
            approver => approver,
            approver => fields.Find(approver) is { } own ? Read(new(own, Keys), everybody) : Check(fields, everybody),
            StringComparer.Ordinal);
    }

    /// <summary>Reads one level over the one above it, and checks what comes of both.</summary>
    public static ApprovalTiming Read(YamlFields fields, ApprovalTiming above) => Check(fields, ReadLevel(fields, above));

    private static ApprovalTiming ReadLevel(YamlFields fields, ApprovalTiming above)
    {
        var hours = fields.Find("working_hours");
        return new(
            fields.Find("lifetime") is { } lifetime ? DurationOf(lifetime) : above.Lifetime,
            fields.Find("remind_before") is { } reminders ? [.. YamlFields.ListOf(reminders).Select(DurationOf)] : above.RemindBefore,
            hours switch
            {
                null => above.Hours,
                YamlScalarNode { Value: Always } => null,
                _ => HoursOf(hours),
            });
    }

    private static ApprovalTiming Check(YamlFields fields, ApprovalTiming timing)
    {
        if (timing.RemindBefore.Where(before => before >= timing.Lifetime).Select(before => (TimeSpan?)before).FirstOrDefault() is { } late)
        {
            throw new YamlFault(
                (fields.Find("remind_before") ?? fields.Find("lifetime"))?.Start ?? fields.Start,
                $"a reminder {Text(late)} before the end comes too early for a lifetime of {Text(timing.Lifetime)}");
        }

        return timing;
    }

    private static TimeSpan DurationOf(YamlNode node)
    {
        var text = YamlFields.TextOf(node);
        var match = Duration().Match(text);
        var time = match.Success
            ? TimeSpan.FromHours(Part(match, "h")) + TimeSpan.FromMinutes(Part(match, "m")) + TimeSpan.FromSeconds(Part(match, "s"))
            : TimeSpan.Zero;
        return time > TimeSpan.Zero && time <= s_longest
            ? time
            : throw new YamlFault(node.Start, $"'{text}' is no duration from 1s to 2160h, such as 24h, 90m or 1h30m");
    }

    private static WorkingHours HoursOf(YamlNode node)
    {
        var fields = new YamlFields(node, "time_zone", "days", "from", "to");
        var (from, to) = (ClockOf(fields.Require("from")), ClockOf(fields.Require("to")));
        if (to <= from)
        {
            throw new YamlFault(fields.Require("to").Start, "the hours end before they begin");
        }

        return new(ZoneOf(fields.Require("time_zone")), DaysOf(fields.Require("days")), TimeOnly.FromTimeSpan(from), to - from);
    }

    private static TimeZoneInfo ZoneOf(YamlNode node) => TimeZoneInfo.TryFindSystemTimeZoneById(YamlFields.TextOf(node), out var zone)
        ? zone
        : throw new YamlFault(node.Start, $"no time zone is called '{YamlFields.TextOf(node)}' (an IANA name is expected, such as Europe/Berlin)");

    private static HashSet<DayOfWeek> DaysOf(YamlNode node)
    {
        var days = YamlFields.ListOf(node).Select(day =>
            Enum.GetValues<DayOfWeek>().Where(name => string.Equals(name.ToString(), YamlFields.TextOf(day), StringComparison.OrdinalIgnoreCase)) is var found && found.Any()
                ? found.First()
                : throw new YamlFault(day.Start, $"'{YamlFields.TextOf(day)}' is no day of the week")).ToHashSet();
        return days.Count > 0 ? days : throw new YamlFault(node.Start, "there must be at least one day");
    }

    /// <summary>A time of day from 00:00 to 24:00.</summary>
    private static TimeSpan ClockOf(YamlNode node)
    {
        var text = YamlFields.TextOf(node);
        if (text == "24:00")
        {
            return TimeSpan.FromDays(1);
        }

        return TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time.ToTimeSpan()
            : throw new YamlFault(node.Start, $"'{text}' is no time of day from 00:00 to 24:00");
    }

    private static int Part(Match match, string unit) =>
        match.Groups[unit] is { Success: true, Value: var digits } ? int.Parse(digits, CultureInfo.InvariantCulture) : 0;

    private static string Text(TimeSpan time) => time.Seconds == 0 && time.Minutes == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0}h")
        : string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}h{time.Minutes}m{time.Seconds}s");

    [GeneratedRegex("^(?!$)(?:(?<h>[0-9]{1,5})h)?(?:(?<m>[0-9]{1,6})m)?(?:(?<s>[0-9]{1,7})s)?$")]
    private static partial Regex Duration();
}

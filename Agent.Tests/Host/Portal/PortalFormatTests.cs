using System.Globalization;
using Agent.Host.Portal.Formatting;
using Agent.Host.Portal.Texts;

namespace Agent.Tests.Host.Portal;

internal sealed class PortalFormatTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 29, 12, 0, 0, TimeSpan.Zero);

    [TestCase("en", 1234567, "$12,345.67")]
    [TestCase("de", 1234567, "12.345,67 $")]
    [TestCase("de", -5, "-0,05 $")]
    public void Money_is_written_as_the_viewer_does(string language, long minor, string expected) => Assert.That(Format(language).Money(minor), Is.EqualTo(expected));

    [TestCase("en", "29 Mar 2026, 14:00")]
    [TestCase("de", "29. März 2026, 14:00")]
    public void Times_are_in_the_viewer_s_zone(string language, string expected) => Assert.That(Format(language).DateTime(Now), Is.EqualTo(expected));

    [TestCase(0, "just now")]
    [TestCase(-90, "1 min ago")]
    [TestCase(-7300, "2 h ago")]
    [TestCase(3 * 86400 + 60, "in 3 days")]
    public void Ages_are_in_one_unit(int seconds, string expected) => Assert.That(Format("en").Ago(Now.AddSeconds(seconds)), Is.EqualTo(expected));

    [TestCase("nowhere/at all")]
    [TestCase("")]
    [TestCase(null)]
    public void An_unknown_zone_is_utc(string? name) => Assert.That(new ZoneBook().Find(name), Is.EqualTo(TimeZoneInfo.Utc));

    private static PortalFormat Format(string language) => new(new PortalTextBook().In(language), new ZoneBook().Find("Europe/Berlin"), Now);
}

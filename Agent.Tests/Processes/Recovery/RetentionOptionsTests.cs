using Agent.Processes;
using Agent.Processes.Recovery.Retention;
using Agent.Tests.Fixtures;
using Microsoft.Extensions.Options;

namespace Agent.Tests.Processes.Recovery;

internal sealed class RetentionOptionsTests
{
    [TestCase("2026-11-21T00:59:59Z", false)]
    [TestCase("2026-11-21T01:00:00Z", true)]
    [TestCase("2026-11-21T04:59:59Z", true)]
    [TestCase("2026-11-21T05:00:00Z", false)]
    public void By_default_the_night_in_UTC_is_set_aside(string now, bool isOpen) => Assert.That(Window(new()).IsOpenAt(At(now)), Is.EqualTo(isOpen));

    [TestCase("2026-11-21T21:30:00Z", true)]
    [TestCase("2026-11-22T00:59:00Z", true)]
    [TestCase("2026-11-22T01:00:00Z", false)]
    [TestCase("2026-07-21T20:00:00Z", true)]
    public void A_night_may_begin_before_midnight_in_any_time_zone(string now, bool isOpen) =>
        Assert.That(Window(new() { TimeZone = "Europe/Berlin", From = new(22, 0), To = new(2, 0) }).IsOpenAt(At(now)), Is.EqualTo(isOpen));

    [Test]
    public void Anytime_is_at_any_time() => Assert.That(Window(new() { Anytime = true }).IsOpenAt(At("2026-11-21T12:00:00Z")), Is.True);

    [Test]
    public void A_tenant_may_keep_things_longer_or_shorter()
    {
        var options = new RetentionOptions { Tenants = { ["short"] = new() { Journals = TimeSpan.FromDays(7) } } };
        using var scope = Assert.EnterMultipleScope();
        Assert.That(RetentionPolicy.Of(options, "short"), Is.EqualTo(new RetentionPolicy(TimeSpan.FromDays(7), TimeSpan.FromDays(400), TimeSpan.FromDays(30))));
        Assert.That(RetentionPolicy.Of(options, "other"), Is.EqualTo(new RetentionPolicy(TimeSpan.FromDays(90), TimeSpan.FromDays(400), TimeSpan.FromDays(30))));
    }

    [TestCase("Retention:Journals", "00:10:00", "Journals")]
    [TestCase("Retention:TimeZone", "Mars/Olympus", "Retention:TimeZone")]
    [TestCase("Retention:To", "01:00", "must differ")]
    [TestCase("Retention:Tenants:demo:Sandboxes", "00:10:00", "Retention:Tenants:demo:Sandboxes")]
    [TestCase("Retention:BatchSize", "0", "BatchSize")]
    [CancelAfter(60_000)]
    public void A_wrong_value_stops_the_start_and_names_its_key(string key, string value, string named) => Assert.That(
        () => RuntimeFixture.StartAsync(settings: new Dictionary<string, string?> { [key] = value }),
        Throws.InstanceOf<OptionsValidationException>().With.Message.Contains(named));

    private static RetentionWindow Window(RetentionOptions options) => new(options);

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture);
}

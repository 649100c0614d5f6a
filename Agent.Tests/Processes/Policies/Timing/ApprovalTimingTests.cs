using System.Globalization;
using Agent.Processes.Policies;
using Agent.Processes.Policies.Timing;

namespace Agent.Tests.Processes.Policies.Timing;

internal sealed class ApprovalTimingTests
{
    private const string BerlinDays = "{time_zone: Europe/Berlin, days: [monday, tuesday, wednesday, thursday, friday], from: '09:00', to: '17:00'}";

    [Test]
    public void Without_working_hours_a_day_is_a_day()
    {
        var due = TimingOf("lifetime: 24h\n  remind_before: [4h, 1h]").For(At("2026-11-20T15:30Z"));
        using var scope = Assert.EnterMultipleScope();
        Assert.That(due.ExpiresAt, Is.EqualTo(At("2026-11-21T15:30Z")));
        Assert.That(due.Reminders, Is.EqualTo([At("2026-11-21T11:30Z"), At("2026-11-21T14:30Z")]));
    }

    [TestCase("2026-11-23T08:00Z", "8h", "2026-11-23T16:00Z", TestName = "A_question_of_the_opening_minute_lapses_at_closing_time_not_the_next_morning")]
    [TestCase("2026-11-23T10:00Z", "8h", "2026-11-24T10:00Z", TestName = "What_is_left_at_closing_time_counts_on_the_next_day")]
    [TestCase("2026-11-20T15:00Z", "2h", "2026-11-23T09:00Z", TestName = "A_weekend_does_not_count")]
    [TestCase("2026-11-21T12:00Z", "2h", "2026-11-23T10:00Z", TestName = "A_question_of_the_weekend_waits_for_monday")]
    [TestCase("2026-11-20T16:00Z", "1h", "2026-11-23T09:00Z", TestName = "Closing_time_is_outside")]
    [TestCase("2026-11-20T05:00Z", "1h", "2026-11-20T09:00Z", TestName = "Before_opening_nothing_counts")]
    [TestCase("2026-11-16T08:00Z", "40h", "2026-11-20T16:00Z", TestName = "A_working_week_ends_on_friday")]
    [TestCase("2026-03-27T15:00Z", "2h", "2026-03-30T08:00Z", TestName = "After_the_clocks_went_forward_opening_is_an_hour_earlier_in_UTC")]
    [TestCase("2026-10-23T14:00Z", "2h", "2026-10-26T09:00Z", TestName = "After_the_clocks_went_back_opening_is_an_hour_later_in_UTC")]
    public void Berlin(string askedAt, string lifetime, string expiresAt) => Assert.That(
        TimingOf($"lifetime: {lifetime}\n  remind_before: []\n  working_hours: {BerlinDays}").For(At(askedAt)).ExpiresAt, Is.EqualTo(At(expiresAt)));

    [TestCase("2026-03-29T00:00+01:00", "23h", "2026-03-29T22:00Z", TestName = "The_short_day_of_spring_has_23_hours")]
    [TestCase("2026-10-25T00:00+02:00", "25h", "2026-10-25T23:00Z", TestName = "The_long_day_of_autumn_has_25_hours")]
    public void Sundays_around_the_clock(string askedAt, string lifetime, string expiresAt) => Assert.That(
        TimingOf($"lifetime: {lifetime}\n  remind_before: []\n  working_hours: {{time_zone: Europe/Berlin, days: [sunday], from: '00:00', to: '24:00'}}").For(At(askedAt)).ExpiresAt,
        Is.EqualTo(At(expiresAt)));

    [TestCase("02:30", "04:00", "2026-03-29T00:00Z", "2026-03-29T02:00Z", "1h", TestName = "An_opening_the_clocks_skip_is_the_moment_they_skip_it")]
    [TestCase("01:00", "02:30", "2026-10-24T23:00Z", "2026-10-25T01:30Z", "2h30m", TestName = "A_closing_the_clocks_show_twice_is_the_second_one")]
    [TestCase("02:30", "03:00", "2026-10-24T23:00Z", "2026-10-25T02:00Z", "1h30m", TestName = "An_opening_the_clocks_show_twice_is_the_first_one")]
    public void Odd_hours(string from, string to, string askedAt, string expiresAt, string lifetime) => Assert.That(
        TimingOf($"lifetime: {lifetime}\n  remind_before: []\n  working_hours: {{time_zone: Europe/Berlin, days: [sunday], from: '{from}', to: '{to}'}}").For(At(askedAt)).ExpiresAt,
        Is.EqualTo(At(expiresAt)));

    [Test]
    public void A_reminder_counts_in_working_time_and_never_comes_as_the_doors_close()
    {
        var due = TimingOf($"lifetime: 8h\n  remind_before: [4h, 2h]\n  working_hours: {BerlinDays}").For(At("2026-11-20T12:00Z"));
        using var scope = Assert.EnterMultipleScope();
        Assert.That(due.ExpiresAt, Is.EqualTo(At("2026-11-23T12:00Z")));
        Assert.That(due.Reminders, Is.EqualTo([At("2026-11-23T08:00Z"), At("2026-11-23T10:00Z")]), "4 hours after Friday 13:00 is closing time: Monday morning is better");
    }

    [Test]
    public void A_tools_approval_goes_before_the_approver_and_the_approver_before_everybody()
    {
        var policies = Parse($"lifetime: 24h\n  remind_before: []\n  customer: {{lifetime: 12h}}\n  working_hours: {BerlinDays}", "lifetime: 2h, working_hours: always");
        using var scope = Assert.EnterMultipleScope();
        Assert.That(policies.TimingOf("refund", "big", Approvers.Operator), Has.Property("Lifetime").EqualTo(TimeSpan.FromHours(2)).And.Property("Hours").Null);
        Assert.That(policies.TimingOf("refund", "always", Approvers.Customer), Has.Property("Lifetime").EqualTo(TimeSpan.FromHours(12)).And.Property("Hours").Not.Null);
        Assert.That(policies.TimingOf("refund", "a rule that is gone", Approvers.Operator).Lifetime, Is.EqualTo(TimeSpan.FromHours(24)));
    }

    [Test]
    public void A_file_that_says_nothing_means_a_day_and_one_reminder()
    {
        var due = PolicyBook.Parse("policies.yaml", "version: '1'\ntools: []").TimingOf("refund", "any", Approvers.Operator).For(At("2026-11-20T12:00Z"));
        using var scope = Assert.EnterMultipleScope();
        Assert.That(due.ExpiresAt, Is.EqualTo(At("2026-11-21T12:00Z")));
        Assert.That(due.Reminders, Is.EqualTo([At("2026-11-21T08:00Z")]));
    }

    private static ApprovalTiming TimingOf(string section) => Parse(section, "").TimingOf("refund", "always", Approvers.Customer);

    private static PolicyBook Parse(string section, string own) => PolicyBook.Parse("policies.yaml", $$"""
        version: "1"
        approvals:
          {{section}}
        tools:
          - tool: refund
            summary: Refund it
            facts: [{name: amount, label: the amount, value: arguments.amount}]
            rules: [{name: always}]
            approvals:
              - {name: big, when: {amount: {more_than: 1} }, {{(own.Length > 0 ? own + ", " : "")}}by: operator }
              - {name: always, by: customer}
        """);

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}

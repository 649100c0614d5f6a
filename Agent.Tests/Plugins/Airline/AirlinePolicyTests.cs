using System.Text.Json;
using System.Text.Json.Nodes;
using Agent.Processes;
using Agent.Processes.Policies;
using Agent.Processes.Steps.Tools;
using Agent.Processes.Workflows.Support.Approvals;
using Agent.Tests.Processes;

namespace Agent.Tests.Plugins.Airline;

/// <summary>What the airline's policy says of its tools' calls: rules in the file, facts from the tools, and not a line in the workflow.</summary>
internal sealed class AirlinePolicyTests
{
    private SampleShop _airline = null!;

    [OneTimeSetUp]
    public async Task Open() => _airline = await SampleAirline.OpenAsync();

    [OneTimeTearDown]
    public async Task Close() => await _airline.DisposeAsync();

    [TestCase("BUSINE", true, Approvers.Customer)]
    [TestCase("INSURE", true, Approvers.Operator)]
    [TestCase("ECONOM", false, "fare_allows_it")]
    [TestCase("BASICE", false, "fare_allows_it")]
    [TestCase("FLOWNN", false, "not_flown")]
    public async Task Who_may_cancel_follows_from_fare_insurance_and_what_was_flown(string reservation, bool isAllowed, string approverOrRule)
    {
        var verdict = await JudgeAsync("cancel_reservation", new JsonObject { ["reservation_id"] = reservation });
        using var scope = Assert.EnterMultipleScope();
        Assert.That(verdict.Eligible, Is.EqualTo(isAllowed), verdict.Reason);
        Assert.That(isAllowed ? verdict.Approval : verdict.Rule, Is.EqualTo(approverOrRule));
    }

    [Test]
    public async Task A_trip_of_which_the_airline_cancelled_a_flight_can_be_cancelled_in_any_fare() =>
        Expect(await JudgeAsync("cancel_reservation", new JsonObject { ["reservation_id"] = "HATHAU" }, SampleAirline.Bob), null);

    [TestCase("BASICE", "basic_economy", "2024-05-20", "basic_economy_stays")]
    [TestCase("ECONOM", "economy", "2024-05-14", "possible")]
    [TestCase("BASICE", "economy", "2024-05-21", null)]
    [TestCase("ECONOM", "economy", "2024-05-20", null)]
    public async Task Basic_economy_changes_its_cabin_and_not_its_flights(string reservation, string cabin, string date, string? rule) =>
        Expect(await JudgeAsync("update_reservation_flights", Flights(reservation, cabin, ("HAT001", date))), rule);

    [Test]
    public async Task A_change_keeps_the_route() =>
        Expect(await JudgeAsync("update_reservation_flights", Flights("ECONOM", "economy", ("HAT001", "2024-05-20"), ("HAT002", "2024-05-20"))), "same_route");

    [TestCase(2, 0, null)]
    [TestCase(3, 1, null)]
    [TestCase(3, 0, "baggage_is_paid")]
    [TestCase(0, 0, "only_more")]
    public async Task Bags_are_added_and_those_beyond_the_allowance_paid_for(int total, int nonfree, string? rule) => Expect(await JudgeAsync("update_reservation_baggages",
        new JsonObject { ["reservation_id"] = "ECONOM", ["total_baggages"] = total, ["nonfree_baggages"] = nonfree, ["payment_id"] = "gift_card_1" }), rule);

    [TestCase(1, 0, null)]
    [TestCase(1, 4, "baggage_is_paid")]
    [TestCase(6, 0, "at_most_five")]
    public async Task A_booking_has_at_most_five_passengers_and_pays_its_bags(int passengers, int bags, string? rule)
    {
        var wish = SampleAirline.Booking("credit_card_1", 100 * passengers);
        wish["passengers"] = new JsonArray([.. Enumerable.Repeat(0, passengers).Select(_ => wish["passengers"]![0]!.DeepClone())]);
        wish["total_baggages"] = bags;
        Expect(await JudgeAsync("book_reservation", wish), rule);
    }

    [TestCase(SampleAirline.Ida, 50, null)]
    [TestCase(SampleAirline.Ida, 100, "owed")]
    [TestCase(SampleAirline.Bob, 100, "owed")]
    public async Task A_certificate_is_owed_for_a_disturbed_flight_of_the_right_customer(string customer, int amount, string? rule)
    {
        var verdict = await JudgeAsync("send_certificate", new JsonObject { ["user_id"] = customer, ["amount"] = amount }, customer);
        Expect(verdict, rule);
        Assert.That(rule is not null || verdict.Approval == Approvers.Operator, "a colleague agrees to each");
    }

    private static void Expect(PolicyVerdict verdict, string? rule)
    {
        using var scope = Assert.EnterMultipleScope();
        Assert.That(verdict.Eligible, Is.EqualTo(rule is null), verdict.Reason);
        Assert.That(rule is null || verdict.Rule == rule, $"{verdict.Rule}: {verdict.Reason}");
    }

    private static JsonObject Flights(string reservation, string cabin, params (string Number, string Date)[] flights) => new()
    {
        ["reservation_id"] = reservation, ["cabin"] = cabin, ["payment_id"] = "credit_card_1",
        ["flights"] = new JsonArray([.. flights.Select(flight => new JsonObject { ["flight_number"] = flight.Number, ["date"] = flight.Date })]),
    };

    private async Task<PolicyVerdict> JudgeAsync(string tool, JsonObject arguments, string customer = SampleAirline.Ida)
    {
        var kernel = _airline.AirlineKernel(customer);
        kernel.Data[KernelConversationExtensions.InfoKey] = new ConversationInfo(new(SampleAirline.Tenant, "conversation_1"), customer, "web", "turn_1");
        var proposed = new ToolCall { CallId = Guid.NewGuid().ToString(), Tool = tool, Arguments = JsonSerializer.SerializeToElement(arguments), CustomerId = customer };
        return (await ActionEvaluation.MakeAsync(kernel, ProductFiles.Policies, proposed, SampleShop.Now, CancellationToken.None)).Verdict;
    }
}

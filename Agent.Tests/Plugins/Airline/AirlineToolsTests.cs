using System.Text.Json.Nodes;
using Agent.Plugins.Calling.Access;

namespace Agent.Tests.Plugins.Airline;

/// <summary>The airline's tools: what holds whoever calls, whatever a policy says.</summary>
internal sealed class AirlineToolsTests
{
    private SampleShop _airline = null!;

    [SetUp]
    public async Task Open() => _airline = await SampleAirline.OpenAsync();

    [TearDown]
    public async Task Close() => await _airline.DisposeAsync();

    [Test]
    public async Task Bookings_are_numbered_and_an_id_that_is_taken_is_left_out()
    {
        var first = JsonNode.Parse(await CallAsync("book_reservation", SampleAirline.Booking(), "one"))!;
        var again = JsonNode.Parse(await CallAsync("book_reservation", SampleAirline.Booking(), "one"))!;
        var second = JsonNode.Parse(await CallAsync("book_reservation", SampleAirline.Booking(), "two"))!;
        var profile = JsonNode.Parse(await CallAsync("get_user_details", new JsonObject { ["user_id"] = SampleAirline.Ida }))!;
        using var scope = Assert.EnterMultipleScope();
        Assert.That((string)first["reservation_id"]!, Is.EqualTo("HATHAT"));
        Assert.That((string)again["reservation_id"]!, Is.EqualTo("HATHAT"), "the same key is the same booking");
        Assert.That((string)second["reservation_id"]!, Is.EqualTo("HATHAV"), "HATHAU was imported");
        Assert.That((string)second["created_at"]!, Is.EqualTo("2024-05-15T15:00:00"), "an imported airline stands at the time of its data");
        Assert.That(profile["reservations"]!.AsArray().Select(id => (string)id!), Is.EqualTo(["ECONOM", "BASICE", "BUSINE", "INSURE", "FLOWNN", "HATHAT", "HATHAV"]));
    }

    [Test]
    public async Task What_is_paid_leaves_the_methods_and_a_certificate_is_used_up()
    {
        var wish = SampleAirline.Booking();
        wish["payment_methods"] = new JsonArray(Share("certificate_1", 70), Share("gift_card_1", 30));
        Assert.That(await CallAsync("book_reservation", wish, "one"), Does.StartWith("{"));
        var methods = JsonNode.Parse(await CallAsync("get_user_details", new JsonObject { ["user_id"] = SampleAirline.Ida }))!["payment_methods"]!.AsObject();
        using var scope = Assert.EnterMultipleScope();
        Assert.That((decimal)methods["gift_card_1"]!["amount"]!, Is.EqualTo(270));
        Assert.That(methods.ContainsKey("certificate_1"), Is.False);
    }

    [TestCase("credit_card_9", 100, "payment method credit_card_9 not found")]
    [TestCase("credit_card_1", 99.5, "payment amount does not add up, total price is 100, but paid 99.5")]
    [TestCase("gift_card_1", 301, "not enough balance in payment method gift_card_1")]
    [TestCase("credit_card_1", 100.001, "amounts have at most two decimals")]
    [TestCase("credit_card_1", -100, "the argument 'payment_methods[0].amount' must be at least 0")]
    public async Task A_payment_that_does_not_fit_is_refused(string method, decimal amount, string refusal) =>
        Assert.That(await CallAsync("book_reservation", SampleAirline.Booking(method, amount), "one"), Does.StartWith($"Error: {refusal}"));

    [Test]
    public async Task One_gift_card_named_twice_holds_what_it_holds()
    {
        var wish = SampleAirline.Booking();
        wish["passengers"] = new JsonArray([.. Enumerable.Repeat(0, 4).Select(_ => wish["passengers"]![0]!.DeepClone())]);
        wish["payment_methods"] = new JsonArray(Share("gift_card_1", 200), Share("gift_card_1", 200));
        Assert.That(await CallAsync("book_reservation", wish, "one"), Is.EqualTo("Error: not enough balance in payment method gift_card_1"));
    }

    [Test]
    public async Task Eight_bookings_at_once_spend_a_gift_card_no_further_than_it_goes()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => CallAsync("book_reservation", SampleAirline.Booking("gift_card_1"), $"key_{number}")));
        var methods = JsonNode.Parse(await CallAsync("get_user_details", new JsonObject { ["user_id"] = SampleAirline.Ida }))!["payment_methods"]!;
        var booked = answers.Where(answer => answer.StartsWith('{')).Select(answer => (string)JsonNode.Parse(answer)!["reservation_id"]!).ToList();
        using var scope = Assert.EnterMultipleScope();
        Assert.That(booked, Has.Count.InRange(1, 3).And.Unique);
        Assert.That((decimal)methods["gift_card_1"]!["amount"]!, Is.EqualTo(300 - (100 * booked.Count)));
    }

    [Test]
    public async Task A_reservation_is_cancelled_once_and_then_closed()
    {
        var cancelled = JsonNode.Parse(await CallAsync("cancel_reservation", Named("ECONOM"), "one"))!;
        using var scope = Assert.EnterMultipleScope();
        Assert.That((string)cancelled["status"]!, Is.EqualTo("cancelled"));
        Assert.That(cancelled["payment_history"]!.AsArray().Sum(payment => (decimal)payment!["amount"]!), Is.Zero);
        Assert.That(await CallAsync("cancel_reservation", Named("ECONOM"), "one"), Does.StartWith("{"), "the same call again");
        Assert.That(await CallAsync("cancel_reservation", Named("ECONOM"), "two"), Does.StartWith("Error: reservation is cancelled already"));
        Assert.That(await CallAsync("update_reservation_baggages", Baggage("ECONOM", 3, 2), "three"), Does.StartWith("Error: reservation is cancelled already"));
    }

    [Test]
    public async Task Flights_that_stay_keep_their_price_and_the_difference_is_settled()
    {
        var changed = JsonNode.Parse(await CallAsync("update_reservation_flights", Flights("BASICE", "business", "2024-05-21", "gift_card_1"), "one"))!;
        var unchanged = JsonNode.Parse(await CallAsync("update_reservation_flights", Flights("ECONOM", "economy", "2024-05-21", "gift_card_1"), "two"))!;
        using var scope = Assert.EnterMultipleScope();
        Assert.That((decimal)changed["payment_history"]![1]!["amount"]!, Is.EqualTo(180));
        Assert.That(unchanged["payment_history"]!.AsArray(), Has.Count.EqualTo(1), "nothing was to be paid");
        Assert.That(await CallAsync("update_reservation_flights", Flights("ECONOM", "economy", "2024-05-14", "gift_card_1"), "three"),
            Is.EqualTo("Error: flight HAT001 not available on date 2024-05-14"));
        Assert.That(await CallAsync("update_reservation_flights", Flights("ECONOM", "economy", "2024-05-20", "certificate_1"), "four"),
            Is.EqualTo("Error: certificate cannot be used to update reservation"));
        Assert.That(await CallAsync("update_reservation_flights", Flights("ECONOM", "business", "2024-05-21", "gift_card_1"), "five"), Does.StartWith("{"), "120 of the 120 that are left");
        Assert.That(await CallAsync("update_reservation_baggages", Baggage("ECONOM", 3, 2), "six"), Is.EqualTo("Error: gift card balance is not enough"));
    }

    [Test]
    public async Task Passengers_change_and_their_number_does_not()
    {
        var two = new JsonObject { ["reservation_id"] = "ECONOM", ["passengers"] = new JsonArray(Passenger("Ada"), Passenger("Bea")) };
        var one = new JsonObject { ["reservation_id"] = "ECONOM", ["passengers"] = new JsonArray(Passenger("Ada")) };
        using var scope = Assert.EnterMultipleScope();
        Assert.That(await CallAsync("update_reservation_passengers", two, "one"), Is.EqualTo("Error: number of passengers does not match"));
        Assert.That((string)JsonNode.Parse(await CallAsync("update_reservation_passengers", one, "two"))!["passengers"]![0]!["first_name"]!, Is.EqualTo("Ada"));
    }

    [Test]
    public async Task Somebody_else_s_trip_does_not_exist()
    {
        using var scope = Assert.EnterMultipleScope();
        Assert.That(await CallAsync("get_reservation_details", Named("HATHAU")), Is.EqualTo("Error: user not found"));
        Assert.That(await CallAsync("cancel_reservation", Named("HATHAU"), "one"), Is.EqualTo("Error: reservation not found"));
        Assert.That(await CallAsync("get_user_details", new JsonObject { ["user_id"] = SampleAirline.Bob }), Is.EqualTo("Error: user not found"));
        var wish = SampleAirline.Booking();
        wish["user_id"] = SampleAirline.Bob;
        Assert.That(await CallAsync("book_reservation", wish, "two"), Is.EqualTo("Error: user not found"));
        Assert.That(await CallAsync("find_user_id_by_email", new JsonObject { ["email"] = "bob@example.com" }), Is.EqualTo("Error: user not found"), "somebody known finds only themselves");
        Assert.That(await _airline.CallAirlineAsync(null, "find_user_id_by_email", new { email = "IDA@example.com" }), Is.EqualTo(SampleAirline.Ida));
    }

    [Test]
    public async Task A_certificate_is_never_a_customer_s_to_send()
    {
        var gift = new JsonObject { ["user_id"] = SampleAirline.Ida, ["amount"] = 50 };
        using var scope = Assert.EnterMultipleScope();
        Assert.That(await _airline.CallAirlineAsync(SampleAirline.Ida, "send_certificate", gift, "one", ToolRoles.Customer), Does.StartWith("Error: send_certificate is not for callers of the role"));
        Assert.That(await CallAsync("send_certificate", gift, "two"), Is.EqualTo($"Certificate certificate_3221322 added to user {SampleAirline.Ida} with amount 50."));
        Assert.That(await CallAsync("send_certificate", gift, "three"), Does.Contain("certificate_3221323"));
    }

    [Test]
    public async Task Flights_are_found_direct_and_with_a_stop()
    {
        var direct = JsonNode.Parse(await CallAsync("search_direct_flight", Search("PHL", "LGA")))!.AsArray();
        var onestop = JsonNode.Parse(await CallAsync("search_onestop_flight", Search("PHL", "SFO")))!.AsArray();
        using var scope = Assert.EnterMultipleScope();
        Assert.That((decimal)direct.Single()!["prices"]!["business"]!, Is.EqualTo(200));
        Assert.That(onestop.Single()!.AsArray().Select(leg => (string)leg!["flight_number"]!), Is.EqualTo(["HAT001", "HAT002"]));
        Assert.That(await CallAsync("search_direct_flight", Search("LGA", "PHL")), Is.EqualTo("[]"));
        Assert.That(await CallAsync("list_all_airports", []), Is.EqualTo("""{"LGA":"LaGuardia","PHL":"Philadelphia"}"""));
    }

    private static JsonObject Named(string reservation) => new() { ["reservation_id"] = reservation };

    private static JsonObject Share(string method, decimal amount) => new() { ["payment_id"] = method, ["amount"] = amount };

    private static JsonObject Passenger(string name) => new() { ["first_name"] = name, ["last_name"] = "Lund", ["dob"] = "1990-04-05" };

    private static JsonObject Search(string origin, string destination) => new() { ["origin"] = origin, ["destination"] = destination, ["date"] = "2024-05-20" };

    private static JsonObject Baggage(string reservation, int total, int nonfree) =>
        new() { ["reservation_id"] = reservation, ["total_baggages"] = total, ["nonfree_baggages"] = nonfree, ["payment_id"] = "gift_card_1" };

    private static JsonObject Flights(string reservation, string cabin, string date, string method) => new()
    {
        ["reservation_id"] = reservation, ["cabin"] = cabin, ["payment_id"] = method,
        ["flights"] = new JsonArray(new JsonObject { ["flight_number"] = "HAT001", ["date"] = date }),
    };

    private Task<string> CallAsync(string tool, JsonObject arguments, string? key = null) => _airline.CallAirlineAsync(SampleAirline.Ida, tool, arguments, key);
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Agent.Plugins.BackOffice.Businesses;
using Agent.Plugins.Calling;
using Agent.Plugins.Calling.Access;
using Microsoft.SemanticKernel;

namespace Agent.Tests.Plugins.Airline;

/// <summary>A small airline in a database of its own: two customers, five reservations, and flights in every state.</summary>
internal static class SampleAirline
{
    public const string Tenant = "air";
    public const string Ida = "ida_lund_1";
    public const string Bob = "bob_roy_2";

    private const string Users = """
        {"ida_lund_1": {"name": {"first_name": "Ida", "last_name": "Lund"}, "email": "Ida@example.com", "dob": "1990-04-05", "membership": "silver",
          "address": {"address1": "1 Elm St", "address2": "", "city": "Reno", "country": "USA", "province": "NV", "zip": "89501"},
          "payment_methods": {
            "credit_card_1": {"source": "credit_card", "brand": "visa", "last_four": "7447", "id": "credit_card_1"},
            "gift_card_1": {"source": "gift_card", "amount": 300, "id": "gift_card_1"},
            "certificate_1": {"source": "certificate", "amount": 250, "id": "certificate_1"}},
          "saved_passengers": [], "reservations": ["ECONOM", "BASICE", "BUSINE", "INSURE", "FLOWNN"]},
         "bob_roy_2": {"name": {"first_name": "Bob", "last_name": "Roy"}, "email": "bob@example.com", "dob": "1980-01-01", "membership": "regular",
          "address": {"address1": "2 Oak St", "address2": "", "city": "Reno", "country": "USA", "province": "NV", "zip": "89501"},
          "payment_methods": {"credit_card_2": {"source": "credit_card", "brand": "visa", "last_four": "1111", "id": "credit_card_2"}},
          "saved_passengers": [], "reservations": ["HATHAU"]}}
        """;

    private const string Flights = """
        {"HAT001": {"flight_number": "HAT001", "origin": "PHL", "destination": "LGA", "scheduled_departure_time_est": "06:00:00", "scheduled_arrival_time_est": "07:00:00",
          "dates": {"2024-05-10": {"status": "landed"}, "2024-05-14": {"status": "cancelled"}, "2024-05-15": {"status": "delayed"},
            "2024-05-20": {"status": "available", "available_seats": {"basic_economy": 9, "economy": 9, "business": 1}, "prices": {"basic_economy": 50, "economy": 100, "business": 200}},
            "2024-05-21": {"status": "available", "available_seats": {"basic_economy": 9, "economy": 9, "business": 9}, "prices": {"basic_economy": 60, "economy": 120, "business": 240}}}},
         "HAT002": {"flight_number": "HAT002", "origin": "LGA", "destination": "SFO", "scheduled_departure_time_est": "08:00:00", "scheduled_arrival_time_est": "11:00:00",
          "dates": {"2024-05-20": {"status": "available", "available_seats": {"basic_economy": 9, "economy": 9, "business": 9}, "prices": {"basic_economy": 70, "economy": 140, "business": 280}}}}}
        """;

    /// <summary>Writes the folder and imports it.</summary>
    public static async Task<SampleShop> OpenAsync()
    {
        var shop = await SampleShop.OpenAsync(seeded: false);
        var folder = Directory.CreateTempSubdirectory("airline").FullName;
        try
        {
            await WriteAsync(folder);
            await shop.Database.ImportAsync(AirlineRecordings.Format, folder, Tenant);
            return shop;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public static async Task WriteAsync(string folder)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "users.json"), Users);
        await File.WriteAllTextAsync(Path.Combine(folder, "flights.json"), Flights);
        await File.WriteAllTextAsync(Path.Combine(folder, "reservations.json"), new JsonObject
        {
            ["ECONOM"] = Reservation("ECONOM", Ida, "economy", "2024-05-21", "no", 120),
            ["BASICE"] = Reservation("BASICE", Ida, "basic_economy", "2024-05-21", "no", 60),
            ["BUSINE"] = Reservation("BUSINE", Ida, "business", "2024-05-21", "no", 240),
            ["INSURE"] = Reservation("INSURE", Ida, "economy", "2024-05-15", "yes", 120),
            ["FLOWNN"] = Reservation("FLOWNN", Ida, "business", "2024-05-10", "no", 240),
            ["HATHAU"] = Reservation("HATHAU", Bob, "economy", "2024-05-14", "no", 120, "credit_card_2"),
        }.ToJsonString());
    }

    /// <summary>A kernel as a workflow would make it for one call, with the airline's tools beside the shop's.</summary>
    public static Kernel AirlineKernel(this SampleShop shop, string? customerId, string? key = null)
    {
        var kernel = shop.Kernel(customerId, key, Tenant);
        foreach (var plugin in shop.Get<BusinessTools>().All)
        {
            kernel.Plugins.Remove(kernel.Plugins[plugin.Name]);
            kernel.Plugins.Add(plugin);
        }

        return kernel;
    }

    public static async Task<string> CallAirlineAsync(this SampleShop shop, string? customerId, string tool, object arguments, string? key = null, string role = ToolRoles.Agent)
    {
        var kernel = shop.AirlineKernel(customerId, key);
        kernel.Data[ToolCallData.Role] = role;
        var written = JsonSerializer.SerializeToElement(arguments).EnumerateObject().ToDictionary(a => a.Name, a => (object?)a.Value);
        return (await kernel.InvokeAsync(kernel.Plugins.SelectMany(plugin => plugin).Single(function => function.Name == tool), new KernelArguments(written))).GetValue<string>()!;
    }

    /// <summary>A booking that is in order: one passenger on HAT001, paid to the cent.</summary>
    public static JsonObject Booking(string paymentId = "credit_card_1", decimal amount = 100) => new()
    {
        ["user_id"] = Ida,
        ["origin"] = "PHL",
        ["destination"] = "LGA",
        ["flight_type"] = "one_way",
        ["cabin"] = "economy",
        ["flights"] = new JsonArray(new JsonObject { ["flight_number"] = "HAT001", ["date"] = "2024-05-20" }),
        ["passengers"] = new JsonArray(new JsonObject { ["first_name"] = "Ida", ["last_name"] = "Lund", ["dob"] = "1990-04-05" }),
        ["payment_methods"] = new JsonArray(new JsonObject { ["payment_id"] = paymentId, ["amount"] = amount }),
        ["total_baggages"] = 0,
        ["nonfree_baggages"] = 0,
        ["insurance"] = "no",
    };

    private static JsonObject Reservation(string id, string user, string cabin, string date, string insurance, decimal price, string payment = "credit_card_1") => new()
    {
        ["reservation_id"] = id,
        ["user_id"] = user,
        ["origin"] = "PHL",
        ["destination"] = "LGA",
        ["flight_type"] = "one_way",
        ["cabin"] = cabin,
        ["flights"] = new JsonArray(new JsonObject { ["origin"] = "PHL", ["destination"] = "LGA", ["flight_number"] = "HAT001", ["date"] = date, ["price"] = price }),
        ["passengers"] = new JsonArray(new JsonObject { ["first_name"] = "Ida", ["last_name"] = "Lund", ["dob"] = "1990-04-05" }),
        ["payment_history"] = new JsonArray(new JsonObject { ["payment_id"] = payment, ["amount"] = price }),
        ["created_at"] = "2024-05-02T03:10:19",
        ["total_baggages"] = 1,
        ["nonfree_baggages"] = 0,
        ["insurance"] = insurance,
    };
}

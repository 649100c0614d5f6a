using Agent.Plugins.BackOffice.Import;
using Microsoft.EntityFrameworkCore;

namespace Agent.Tests.Plugins.Airline;

internal sealed class TauAirlineImportTests
{
    private SampleShop _shop = null!;
    private string _folder = null!;

    [SetUp]
    public async Task Open()
    {
        _shop = await SampleShop.OpenAsync();
        _folder = Directory.CreateTempSubdirectory("airline").FullName;
        await SampleAirline.WriteAsync(_folder);
    }

    [TearDown]
    public async Task Close()
    {
        await _shop.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public async Task A_folder_becomes_an_airline_once_and_nowhere_beside_a_shop()
    {
        Assert.That(await _shop.Database.ImportAsync(AirlineRecordings.Format, _folder, "air"), Is.EqualTo("2 customers, 6 reservations and 2 flights"));
        Assert.That(() => _shop.Database.ImportAsync(AirlineRecordings.Format, _folder, "air"), Throws.TypeOf<ImportException>().With.Message.Contains("'air' is not empty"));
        Assert.That(() => _shop.Database.ImportAsync(AirlineRecordings.Format, _folder, "demo"), Throws.TypeOf<ImportException>().With.Message.Contains("'demo' is not empty"));
        Assert.That(() => _shop.Database.ImportAsync("tau-ships", _folder, "sea"), Throws.TypeOf<ImportException>().With.Message.Contains("it is one of tau-retail, tau-airline"));
    }

    [TestCase("flights.json", "\"economy\": 9", "\"economy\": -9", "flights.json: HAT001.dates.2024-05-20.available_seats.economy: must be a whole number of zero or more")]
    [TestCase("flights.json", "landed", "lost", "flights.json: HAT001.dates.2024-05-10.status: must be one of available")]
    [TestCase("reservations.json", "\"insurance\":\"no\"", "\"insurance\":\"maybe\"", "reservations.json: ECONOM.insurance: must be yes or no")]
    [TestCase("reservations.json", "2024-05-02T03:10:19", "yesterday", "reservations.json: ECONOM.created_at: must be a time such as")]
    [TestCase("users.json", "\"ECONOM\", ", "", "reservations.json: no user lists the reservation 'ECONOM'")]
    [TestCase("users.json", "[\"HATHAU\"]", "[\"HATHAU\", \"NOWHER\"]", "users.json: bob_roy_2.reservations[1]: there is no reservation 'NOWHER'")]
    [TestCase("users.json", "bob@example.com", "ida@example.com", "users.json: the e-mail address 'ida@example.com' is there twice")]
    public async Task A_fault_is_named_with_its_place_and_nothing_is_written(string file, string text, string faulty, string fault)
    {
        var path = Path.Combine(_folder, file);
        await File.WriteAllTextAsync(path, (await File.ReadAllTextAsync(path)).Replace(text, faulty, StringComparison.Ordinal));
        using var scope = Assert.EnterMultipleScope();
        Assert.That(() => _shop.Database.ImportAsync(AirlineRecordings.Format, _folder, "air"), Throws.TypeOf<ImportException>().With.Message.StartsWith(fault));
        await using var db = _shop.Read();
        Assert.That(await db.Flyers.AnyAsync(f => f.Tenant == "air"), Is.False);
    }
}

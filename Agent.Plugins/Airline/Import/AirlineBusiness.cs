using System.Text.Json.Nodes;
using Agent.Plugins.Airline.Flyers;
using Agent.Plugins.Airline.Reservations;
using Agent.Plugins.BackOffice;
using Agent.Plugins.BackOffice.Businesses;
using Agent.Plugins.BackOffice.Import;
using Agent.Plugins.BackOffice.Scratch;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Agent.Plugins.Airline.Import;

/// <summary>An airline: customers, reservations, and a timetable that no tool changes.</summary>
internal sealed class AirlineBusiness(IDbContextFactory<BackOfficeDbContext> contexts) : IBusiness
{
    // A booking changes the list of reservations in its customer's profile, whatever paid for it.
    private const string ChangedFlyers = """
        SELECT customer_id FROM backoffice.airline_flyers WHERE tenant = $1 AND age(xmin) < age($2)
        UNION SELECT customer_id FROM backoffice.airline_reservations WHERE tenant = $1 AND age(xmin) < age($2)
        """;

    private const string ChangedReservations = "SELECT reservation_id FROM backoffice.airline_reservations WHERE tenant = $1 AND age(xmin) < age($2)";
    private const string ChangedFlights = "SELECT flight_number FROM backoffice.airline_flights WHERE tenant = $1 AND age(xmin) < age($2)";

    // The moment the public domain says it is; its timetable ends two weeks later.
    private static readonly DateTime s_domainTime = new(2024, 5, 15, 15, 0, 0, DateTimeKind.Unspecified);

    // In the order of their references.
    private static readonly string[] s_tables = ["airline_desks", "airline_flights", "airline_flyers", "airline_reservations"];

    public string Format => "tau-airline";

    public IReadOnlyList<string> Files => TauAirlineFolder.Files;

    public IReadOnlyList<StatePart> Parts { get; } =
    [
        new("changed_flights", ChangedFlights, ReadFlightsAsync), new("changed_reservations", ChangedReservations, ReadReservationsAsync), new("changed_users", ChangedFlyers, ReadFlyersAsync),
    ];

    public string ScratchTenants => "SELECT tenant FROM backoffice.airline_flyers WHERE tenant >= '~replay:' AND tenant < '~replay;'";

    public async Task<string> ImportAsync(string folder, string tenant, CancellationToken cancellationToken)
    {
        var airline = await TauAirlineFolder.ReadAsync(folder, tenant, cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await TenantGate.EnterAsync(db, tenant, cancellationToken);
        if (await ExistsAsync(db, tenant, cancellationToken) || await db.Flights.AnyAsync(f => f.Tenant == tenant, cancellationToken)
            || await db.Customers.AnyAsync(c => c.Tenant == tenant, cancellationToken) || await db.Products.AnyAsync(p => p.Tenant == tenant, cancellationToken))
        {
            throw new ImportException($"the tenant '{tenant}' is not empty: import into another one");
        }

        db.ChangeTracker.AutoDetectChangesEnabled = false; // everything is new: there is nothing to compare
        db.AirlineDesks.Add(new() { Tenant = tenant, StandsAt = s_domainTime });
        db.Flights.AddRange(airline.Flights);
        db.Flyers.AddRange(airline.Flyers);
        db.Reservations.AddRange(airline.Reservations);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return $"{airline.Flyers.Count} customers, {airline.Reservations.Count} reservations and {airline.Flights.Count} flights";
    }

    public Task<bool> ExistsAsync(BackOfficeDbContext db, string tenant, CancellationToken cancellationToken) => db.Flyers.AnyAsync(f => f.Tenant == tenant, cancellationToken);

    public Task<Dictionary<string, string>> OwnersAsync(BackOfficeDbContext db, string tenant, CancellationToken cancellationToken) =>
        db.Reservations.Where(r => r.Tenant == tenant).Select(r => new { r.ReservationId, r.CustomerId }).ToDictionaryAsync(r => r.ReservationId, r => r.CustomerId, cancellationToken);

    public string? CaseIn(JsonObject arguments) => arguments["reservation_id"] is JsonValue value && value.TryGetValue<string>(out var reservation) ? reservation.Trim() : null;

    public IEnumerable<NpgsqlBatchCommand> Copy(string from, string to) => s_tables.Select(table => ScratchSql.CopyMissing(table, from, to));

    public IEnumerable<NpgsqlBatchCommand> Restore(string from, string to, uint mark) =>
    [
        ScratchSql.RemoveChanged("airline_reservations", to, mark),
        ScratchSql.RemoveChanged("airline_flyers", to, mark), // and with each its reservations
        ScratchSql.CopyMissing("airline_flyers", from, to),
        ScratchSql.CopyMissing("airline_reservations", from, to),
    ];

    public IEnumerable<NpgsqlBatchCommand> Drop(string tenant) => s_tables.Reverse().Select(table => ScratchSql.Clear(table, tenant));

    private static async Task<List<StateRow>> ReadReservationsAsync(BackOfficeDbContext db, IReadOnlyList<string> tenants, List<string> ids, CancellationToken cancellationToken) =>
        [.. (await db.Reservations.Where(r => tenants.Contains(r.Tenant) && ids.Contains(r.ReservationId)).ToListAsync(cancellationToken))
            .Select(reservation => new StateRow(reservation.ReservationId, reservation.Tenant, ReservationDetails.ToText(reservation)))];

    private static async Task<List<StateRow>> ReadFlyersAsync(BackOfficeDbContext db, IReadOnlyList<string> tenants, List<string> ids, CancellationToken cancellationToken)
    {
        var flyers = await db.Flyers.Where(f => tenants.Contains(f.Tenant) && ids.Contains(f.CustomerId)).ToListAsync(cancellationToken);
        var reservations = (await db.Reservations.Where(r => tenants.Contains(r.Tenant) && ids.Contains(r.CustomerId)).OrderBy(r => r.Sequence)
            .Select(r => new { r.Tenant, r.CustomerId, r.ReservationId }).ToListAsync(cancellationToken)).ToLookup(r => (r.Tenant, r.CustomerId), r => r.ReservationId);
        return [.. flyers.Select(flyer => new StateRow(flyer.CustomerId, flyer.Tenant, FlyerDetails.ToText(flyer, reservations[(flyer.Tenant, flyer.CustomerId)])))];
    }

    private static async Task<List<StateRow>> ReadFlightsAsync(BackOfficeDbContext db, IReadOnlyList<string> tenants, List<string> ids, CancellationToken cancellationToken) =>
        [.. (await db.Flights.Where(f => tenants.Contains(f.Tenant) && ids.Contains(f.FlightNumber)).ToListAsync(cancellationToken))
            .Select(flight => new StateRow(flight.FlightNumber, flight.Tenant, BackOfficeJson.ToText(AirlineJson.Default.DictionaryStringFlightDay, flight.Days)))];
}

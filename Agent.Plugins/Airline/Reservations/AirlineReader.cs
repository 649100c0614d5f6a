using Agent.Plugins.Airline.Flights;
using Agent.Plugins.Airline.Flyers;
using Agent.Plugins.Airline.Storage;
using Agent.Plugins.BackOffice;
using Agent.Plugins.Calling;
using Microsoft.EntityFrameworkCore;

namespace Agent.Plugins.Airline.Reservations;

/// <summary>Reads what a decision needs. Somebody else's reservation is answered like one that does not exist.</summary>
internal sealed class AirlineReader(IDbContextFactory<BackOfficeDbContext> contexts, TimeProvider clock)
{
    /// <exception cref="ToolException">The customer is unknown, or has no such reservation; in the given words.</exception>
    public async Task<Reservation> ReadAsync(ToolCallContext call, string reservationId, string otherwise, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await FindAsync(db, call, reservationId, cancellationToken) ?? throw new ToolException(otherwise);
    }

    /// <summary>Reads the flights of the reservation, too, and those that are wanted.</summary>
    /// <exception cref="ToolException">The customer is unknown, or has no such reservation.</exception>
    public async Task<ReservationFacts> ReadFactsAsync(ToolCallContext call, string reservationId, IEnumerable<FlightChoice> wanted, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var reservation = await FindAsync(db, call, reservationId, cancellationToken) ?? throw new ToolException("reservation not found");
        var flyer = await FlyerAsync(db, call.Tenant, reservation.CustomerId, cancellationToken);
        var numbers = reservation.Flights.Select(flight => flight.FlightNumber).Concat(wanted.Select(choice => choice.FlightNumber));
        return new(reservation, flyer, await TimetableAsync(db, call.Tenant, numbers, cancellationToken), await TimeAsync(db, call.Tenant, cancellationToken));
    }

    /// <exception cref="ToolException">The customer is unknown.</exception>
    public async Task<BookingFacts> ReadFactsAsync(ToolCallContext call, BookingRequest wish, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var flyer = await FlyerAsync(db, call.Tenant, RequireSelf(call, wish.UserId), cancellationToken);
        var number = await NextNumberAsync(db, call.Tenant, cancellationToken);
        return new(flyer, await TimetableAsync(db, call.Tenant, wish.Flights.Select(choice => choice.FlightNumber), cancellationToken), await TimeAsync(db, call.Tenant, cancellationToken))
        {
            NextSequence = await db.Reservations.Where(r => r.Tenant == call.Tenant && r.CustomerId == flyer.CustomerId).MaxAsync(r => (int?)r.Sequence, cancellationToken) + 1 ?? 1,
            NextNumber = number,
            NextId = ReservationIds.Of(number),
        };
    }

    /// <summary>A customer with all their reservations and the flights of those.</summary>
    /// <exception cref="ToolException">The customer is unknown.</exception>
    public async Task<IReadOnlyList<ReservationFacts>> ReadAllAsync(ToolCallContext call, string userId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var flyer = await FlyerAsync(db, call.Tenant, RequireSelf(call, userId), cancellationToken);
        var now = await TimeAsync(db, call.Tenant, cancellationToken);
        var reservations = await db.Reservations.Where(r => r.Tenant == call.Tenant && r.CustomerId == flyer.CustomerId).OrderBy(r => r.Sequence).ToListAsync(cancellationToken);
        var timetable = await TimetableAsync(db, call.Tenant, reservations.SelectMany(reservation => reservation.Flights).Select(flight => flight.FlightNumber), cancellationToken);
        return [.. reservations.Select(reservation => new ReservationFacts(reservation, flyer, timetable, now))];
    }

    /// <exception cref="ToolException">The customer is unknown.</exception>
    public async Task<Flyer> ReadFlyerAsync(ToolCallContext call, string userId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await FlyerAsync(db, call.Tenant, RequireSelf(call, userId), cancellationToken);
    }

    private static string RequireSelf(ToolCallContext call, string userId) =>
        call.RequireCustomer() == userId.Trim() ? call.CustomerId! : throw new ToolException("user not found");

    private static Task<Reservation?> FindAsync(BackOfficeDbContext db, ToolCallContext call, string reservationId, CancellationToken cancellationToken)
    {
        var (customer, wanted) = (call.RequireCustomer(), reservationId.Trim());
        return db.Reservations.SingleOrDefaultAsync(r => r.Tenant == call.Tenant && r.ReservationId == wanted && r.CustomerId == customer, cancellationToken);
    }

    private static async Task<Flyer> FlyerAsync(BackOfficeDbContext db, string tenant, string customerId, CancellationToken cancellationToken) =>
        await db.Flyers.SingleOrDefaultAsync(f => f.Tenant == tenant && f.CustomerId == customerId, cancellationToken) ?? throw new ToolException("user not found");

    private static async Task<IReadOnlyDictionary<string, Flight>> TimetableAsync(BackOfficeDbContext db, string tenant, IEnumerable<string> numbers, CancellationToken cancellationToken)
    {
        string[] wanted = [.. numbers.Distinct()];
        return await db.Flights.Where(f => f.Tenant == tenant && wanted.Contains(f.FlightNumber)).ToDictionaryAsync(f => f.FlightNumber, cancellationToken);
    }

    private async Task<DateTime> TimeAsync(BackOfficeDbContext db, string tenant, CancellationToken cancellationToken) =>
        AirlineDesk.TimeAt(await db.AirlineDesks.Where(d => d.Tenant == tenant).Select(d => d.StandsAt).SingleOrDefaultAsync(cancellationToken), clock);

    /// <summary>Another airline's data may hold an id of ours already.</summary>
    private static async Task<int> NextNumberAsync(BackOfficeDbContext db, string tenant, CancellationToken cancellationToken)
    {
        var number = await db.Reservations.Where(r => r.Tenant == tenant).MaxAsync(r => r.Number, cancellationToken) + 1 ?? 0;
        while (true)
        {
            var id = ReservationIds.Of(number);
            if (!await db.Reservations.AnyAsync(r => r.Tenant == tenant && r.ReservationId == id, cancellationToken))
            {
                return number;
            }

            number++;
        }
    }
}

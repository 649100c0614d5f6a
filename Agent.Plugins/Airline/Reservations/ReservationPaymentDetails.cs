namespace Agent.Plugins.Airline.Reservations;

/// <summary>A payment as a tool tells it, in dollars.</summary>
internal sealed record ReservationPaymentDetails(string PaymentId, decimal Amount);

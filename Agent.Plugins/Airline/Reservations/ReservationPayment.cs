namespace Agent.Plugins.Airline.Reservations;

/// <summary>What was paid with a method, in cents; negative for what is paid back.</summary>
internal sealed record ReservationPayment(string PaymentId, long AmountMinor);

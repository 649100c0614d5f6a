namespace Agent.Host.Models.Offline.BackOffice;

/// <summary>A customer as <c>get_user_details</c> tells it.</summary>
internal sealed record CustomerView(string Id, string FirstName, string? Email, string? Tier, AddressView? Address, PaymentMethodView[] PaymentMethods, string[] OrderIds);

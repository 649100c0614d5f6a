namespace Agent.Host.Models.Offline.BackOffice;

/// <summary>A product with its variants, as <c>get_product_details</c> tells it.</summary>
internal sealed record ProductView(string Id, string Name, ItemView[] Variants);

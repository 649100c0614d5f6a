namespace Agent.Host.Models.Offline.BackOffice;

/// <summary>A line of an order, or a variant of a product (then <see cref="Name"/> is the product's).</summary>
internal sealed record ItemView(string Id, string ProductId, string Name, decimal Price, KeyValuePair<string, string>[] Options, bool Available = true)
{
    /// <summary>Such as "Wireless Headphones (color black)".</summary>
    public string Described => Options.Length == 0 ? Name : $"{Name} ({OptionsSpoken})";

    public string OptionsSpoken => string.Join(", ", Options.Select(option => $"{option.Key} {option.Value}"));
}

namespace Agent.Plugins.BackOffice.Seed;

/// <summary>A line of the sample catalogue: every combination of the two options is a variant.</summary>
/// <param name="Name">What the product is called.</param>
/// <param name="PriceMinor">Price of the first variant in cents; the others cost a little more each.</param>
/// <param name="First">Option and its values, such as <c>color: black, white</c>.</param>
/// <param name="Second">Another option, in the same form.</param>
internal sealed record SampleProduct(string Name, long PriceMinor, string First, string Second);

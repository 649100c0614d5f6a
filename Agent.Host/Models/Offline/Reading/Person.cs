namespace Agent.Host.Models.Offline.Reading;

/// <summary>What somebody said about who they are; the parts may come in different messages.</summary>
internal sealed record Person(string? FirstName = null, string? LastName = null, string? Zip = null, string? Email = null)
{
    public bool HasNameAndZip => FirstName is not null && LastName is not null && Zip is not null;

    /// <summary>Later words complete or correct earlier ones.</summary>
    public Person With(Person later) => new(
        later.LastName is null ? FirstName ?? later.FirstName : later.FirstName,
        later.LastName ?? LastName,
        later.Zip ?? Zip,
        later.Email ?? Email);
}

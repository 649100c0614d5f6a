using Agent.Plugins.BackOffice;

namespace Agent.Host.Portal.Try;

/// <summary>A customer of the sample shop with a story, and something they might say.</summary>
/// <param name="Id">The id, which never changes.</param>
/// <param name="Name">The name, for people.</param>
/// <param name="Story">The key of a text that tells what they have ordered.</param>
/// <param name="Opening">The key of a first message.</param>
internal sealed record SampleCustomer(string Id, string Name, string Story, string Opening)
{
    /// <summary>Those to choose from: the shop's own sample, and a visitor nobody has identified. Another tenant's shop has none of the former.</summary>
    public static IReadOnlyList<SampleCustomer> Of(string tenant)
    {
        var guest = new SampleCustomer("guest", "Guest", "try.guest.story", "try.guest.opening");
        return tenant != BackOfficeDatabase.DemoTenant ? [guest] :
        [
            new("mara_olsen_1001", "Mara Olsen", "try.mara.story", "try.mara.opening"),
            new("tom_becker_1002", "Tom Becker", "try.tom.story", "try.tom.opening"),
            new("ana_silva_1003", "Ana Silva", "try.ana.story", "try.ana.opening"),
            guest,
        ];
    }
}

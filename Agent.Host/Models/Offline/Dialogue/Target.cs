using Agent.Host.Models.Offline.BackOffice;

namespace Agent.Host.Models.Offline.Dialogue;

/// <summary>An order a request is about, with the items meant in it.</summary>
internal sealed record Target(OrderView Order, List<ItemView> Items)
{
    /// <summary>Whether the customer said which items; otherwise <see cref="Items"/> is empty.</summary>
    public bool NamesItems => Items.Count > 0;
}

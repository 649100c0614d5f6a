using System.Text;
using Agent.Host.Models.Offline.BackOffice;

namespace Agent.Host.Models.Offline.Dialogue;

/// <summary>How the rules put orders and items into words.</summary>
internal static class Wording
{
    public static string List(IEnumerable<string> parts, string last = "and")
    {
        var all = parts.ToList();
        return all.Count switch
        {
            0 => "",
            1 => all[0],
            2 => $"{all[0]} {last} {all[1]}",
            _ => $"{string.Join(", ", all.Take(all.Count - 1))} {last} {all[^1]}",
        };
    }

    public static string Items(IEnumerable<ItemView> items) => List(items.Select(item => item.Described));

    public static string Bullets(IEnumerable<string> lines)
    {
        var text = new StringBuilder();
        foreach (var line in lines)
            text.Append("\n- ").Append(line);
        return text.ToString();
    }

    /// <summary>One line for one order: number, date, status and what it holds.</summary>
    public static string Line(OrderView order)
    {
        var placed = order.PlacedAt is { } at ? $", placed {Date(at)}" : "";
        return $"{order.Id} ({order.Status}{placed}): {List(order.Items.Select(item => item.Name))}";
    }

    public static string Date(DateTimeOffset time) => time.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    public static string WhichOrder(IEnumerable<OrderView> orders) => $"{Questions.WhichOrder}{Bullets(orders.Select(Line))}";
}

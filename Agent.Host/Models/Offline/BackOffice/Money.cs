using System.Globalization;

namespace Agent.Host.Models.Offline.BackOffice;

/// <summary>Amounts as the tools give them: decimal dollars.</summary>
internal static class Money
{
    public static string Format(decimal amount) => string.Create(CultureInfo.InvariantCulture, $"${amount:#,##0.00}");
}

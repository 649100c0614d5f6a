namespace Agent.Plugins.BackOffice;

/// <summary>Amounts are stored in cents and spoken in dollars.</summary>
internal static class Money
{
    public static decimal ToDollars(long minor) => minor / 100m;
}

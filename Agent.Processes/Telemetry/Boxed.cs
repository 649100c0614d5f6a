namespace Agent.Processes.Telemetry;

/// <summary>Truths and small numbers as objects: attributes hold objects, and a new one for each would be much of what a span allocates.</summary>
internal static class Boxed
{
    private static readonly object s_true = true;
    private static readonly object s_false = false;
    private static readonly object[] s_numbers = [.. Enumerable.Range(0, 1_024).Select(number => (object)number)];

    public static object Of(bool value) => value ? s_true : s_false;

    public static object Of(int value) => (uint)value < (uint)s_numbers.Length ? s_numbers[value] : value;
}

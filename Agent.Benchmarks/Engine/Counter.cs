namespace Agent.Benchmarks.Engine;

/// <summary>The state of every step here.</summary>
public sealed class Counter
{
    public int Value { get; set; }

    public string Note { get; set; } = "";
}

namespace Agent.Processes.Costs.Anomalies;

/// <summary>The likely cause.</summary>
public static class AnomalyCauses
{
    /// <summary>The guardrail has stopped something in it: somebody tries to lead the model astray.</summary>
    public const string Injection = "injection";

    /// <summary>On the same day a new version of a prompt uses more than the one before.</summary>
    public const string PromptChange = "prompt_change";

    /// <summary>Each turn makes many more model calls than is usual.</summary>
    public const string Loop = "loop";

    /// <summary>None of these: more was said, or longer texts.</summary>
    public const string Volume = "volume";

    /// <summary>The first that fits, in this order: what names a culprit comes before what only describes.</summary>
    internal static string Of(bool wasBlocked, bool promptChanged, bool loops) => (wasBlocked, promptChanged, loops) switch
    {
        (true, _, _) => Injection,
        (_, true, _) => PromptChange,
        (_, _, true) => Loop,
        _ => Volume,
    };
}

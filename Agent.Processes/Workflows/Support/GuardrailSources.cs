namespace Agent.Processes.Workflows.Support;

/// <summary>The values of <see cref="GuardrailVerdict.Source"/>.</summary>
internal static class GuardrailSources
{
    public const string Rule = "rule";
    public const string Model = "model";
    public const string Failure = "failure";
}

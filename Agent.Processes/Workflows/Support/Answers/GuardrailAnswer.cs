namespace Agent.Processes.Workflows.Support.Answers;

/// <summary>The answer of the prompt <c>input_guardrail</c>.</summary>
internal sealed record GuardrailAnswer(string Verdict, string Reason)
{
    public const string Allow = "allow";
}

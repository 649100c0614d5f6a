namespace Agent.Processes.Workflows.Support.Answers;

/// <summary>The answer of the prompt <c>triage</c>.</summary>
internal sealed record TriageAnswer(string Category, string Priority, string Language, bool Closing, string Reason);

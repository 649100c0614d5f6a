namespace Agent.Benchmarks.Guardrail;

/// <summary>A text of which is known what it is.</summary>
/// <param name="Text">As somebody wrote it.</param>
/// <param name="Kind"><c>direct</c>, <c>indirect</c> or <c>jailbreak</c> for attacks; for customers, where their text comes from.</param>
/// <param name="IsAttack">Whether it is an attack.</param>
/// <param name="IsStrict">For attacks: whether the text alone shows what it is.</param>
/// <param name="Source">Who collected it; texts of one source resemble each other.</param>
internal sealed record LabelledText(string Text, string Kind, bool IsAttack, bool IsStrict, string Source);

namespace Agent.Processes.Steps.Guarding.Classifying;

/// <summary>One thing a text is made of: a word, or two that stand side by side.</summary>
/// <param name="Index">Its place among the weights. Different features may share one.</param>
/// <param name="Start">Where it begins in the folded text.</param>
/// <param name="Length">How long it is there, in UTF-16 units.</param>
internal readonly record struct TextFeature(int Index, int Start, int Length);

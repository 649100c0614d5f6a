namespace Agent.Tests.SemanticKernel.Process.Samples;

/// <summary>Inherits its state from the step it derives from.</summary>
public sealed class CountTwiceStep : CountStep;

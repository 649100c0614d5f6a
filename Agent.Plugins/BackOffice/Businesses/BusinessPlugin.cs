using Microsoft.SemanticKernel;

namespace Agent.Plugins.BackOffice.Businesses;

/// <summary>Tools of a business beside the shop.</summary>
/// <param name="Business">The name under which they are switched on.</param>
/// <param name="Plugin">All of them.</param>
internal sealed record BusinessPlugin(string Business, KernelPlugin Plugin);

namespace Microsoft.SemanticKernel;

/// <summary>Names with a meaning of their own in a built graph. Runtimes know them as literals, so they never change.</summary>
internal static class ProcessKeys
{
    public const string GlobalError = "Microsoft.SemanticKernel.Process.Global.OnError";
    public const string EndStep = "Microsoft.SemanticKernel.Process.EndStep";
    public const string EndFunction = "END";
    public const string ResultSuffix = ".OnResult";
    public const string ErrorSuffix = ".OnError";
}

using Agent.Plugins.Calling;
using Microsoft.SemanticKernel;
using Explained = System.ComponentModel.DescriptionAttribute;

namespace Agent.Tests.Plugins.Calling;

/// <summary>Tools that only show what the filters let through.</summary>
internal sealed class ProbeTools
{
    private int _changes;

    public TaskCompletionSource<string> Answer { get; } = new();

    public int Changes => _changes;

    [KernelFunction("echo")]
    public static string Echo([Explained("what to say")] string text, [Explained("what else")] string[]? more = null, string tone = "plain") =>
        string.Join('|', [text, .. more ?? [], tone]);

    [KernelFunction("refuse")]
    public static string Refuse() => throw new ToolException("not today");

    [KernelFunction("break")]
    public static string Break() => throw new InvalidOperationException("the database is gone");

    [Consequential, KernelFunction("change_and_break")]
    public static string ChangeAndBreak() => throw new InvalidOperationException("the disk is full");

    [KernelFunction("obey")]
    public static string Obey(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return "went on";
    }

    [KernelFunction("wait")]
    public Task<string> WaitAsync() => Answer.Task;

    [Consequential, KernelFunction("change")]
    public string Change() => $"changed {Interlocked.Increment(ref _changes)}";

    [Consequential, KernelFunction("change_slowly")]
    public Task<string> ChangeSlowlyAsync() => Answer.Task;
}

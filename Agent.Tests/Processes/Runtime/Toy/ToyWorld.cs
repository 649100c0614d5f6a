using System.Collections.Concurrent;
using Agent.Processes;
using Agent.Processes.Journal;

namespace Agent.Tests.Processes.Runtime.Toy;

/// <summary>The outside of the toy workflow: counts what is done, and lets a test hold or break it.</summary>
internal sealed class ToyWorld
{
    private readonly ConcurrentQueue<string> _done = new();

    /// <summary>Every piece of work that was done, in order; a second time shows as a second entry.</summary>
    public IReadOnlyCollection<string> Done => _done;

    /// <summary>Called in the middle of the work. The default does nothing.</summary>
    public Func<Wish, CancellationToken, Task> During { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Called before an answer is given, after the work is committed. The default does nothing.</summary>
    public Func<Wish, CancellationToken, Task> BeforeAnswer { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Says pieces of the answer before it is given. The default says nothing.</summary>
    public Func<Wish, ITurnOutput, CancellationToken, Task> Speak { get; set; } = (_, _, _) => Task.CompletedTask;

    public async Task WorkAsync(ConversationInfo conversation, Wish wish, CancellationToken cancellationToken)
    {
        Record();
        await During(wish, cancellationToken);
        _done.Enqueue($"{conversation.TurnId}:{wish.Text}");
    }

    /// <summary>An activity, so that the superstep is committed by itself.</summary>
    private static void Record() => ActivityScope.Current!.Add(new()
    {
        Kind = "tool",
        Name = "toy_tool",
        Step = ActivityScope.Current.Step,
        StartedAt = DateTimeOffset.UnixEpoch,
        DurationMs = 0,
    });
}

/// <summary>Lets a test stop a step in the middle: waits until it has come there, and lets it go on.</summary>
internal sealed class Gate
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Reached => _reached.Task;

    public void Open() => _open.TrySetResult();

    /// <summary>Holds the first one who comes; a second attempt at the same work passes.</summary>
    public Task PassAsync(CancellationToken cancellationToken) => _reached.TrySetResult() ? _open.Task.WaitAsync(cancellationToken) : Task.CompletedTask;
}

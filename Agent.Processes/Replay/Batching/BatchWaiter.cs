namespace Agent.Processes.Replay.Batching;

/// <summary>Somebody who waits for the answer to a call.</summary>
internal sealed class BatchWaiter(BatchedCall call, string model, string request)
{
    private readonly TaskCompletionSource<BatchAnswer> _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public BatchedCall Call => call;

    public string Model => model;

    public string Request => request;

    /// <summary>Whether nobody waits any more. Under the lock of whoever counts.</summary>
    public bool IsGone { get; set; }

    public Task<BatchAnswer> Answered => _answered.Task;

    public void Answer(BatchAnswer answer) => _answered.TrySetResult(answer);
}

namespace Agent.Processes.Runtime.Signals;

/// <summary>Whether this replica hears the others, and a way to wait until it does.</summary>
internal sealed class SignalStatus : ISignalStatus
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsListening => WhenListening.IsCompleted;

    /// <summary>Completes when the connection listens, and stays so until it is lost.</summary>
    public Task WhenListening => Volatile.Read(ref _listening).Task;

    public void Set(bool isListening)
    {
        lock (_lock)
        {
            if (isListening)
            {
                _listening.TrySetResult();
            }
            else if (_listening.Task.IsCompleted)
            {
                Volatile.Write(ref _listening, new(TaskCreationOptions.RunContinuationsAsynchronously));
            }
        }
    }
}

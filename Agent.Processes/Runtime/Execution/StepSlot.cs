using Agent.Processes.Runtime.Compilation;
using Microsoft.SemanticKernel;

namespace Agent.Processes.Runtime.Execution;

/// <summary>One step of one running conversation.</summary>
internal sealed class StepSlot(CompiledStep step)
{
    private KernelProcessStep? _instance;
    private byte[] _stored = [];
    private int _storedLength;

    public CompiledStep Step { get; } = step;

    /// <summary>The state object, the very one the step changes.</summary>
    public object? State { get; set; }

    /// <summary>The state as last stored, to tell whether it changed.</summary>
    public ReadOnlySpan<byte> Stored => _stored.AsSpan(0, _storedLength);

    /// <summary>The checkpoint that holds <see cref="Stored"/>; 0 when nothing was stored yet.</summary>
    public int Checkpoint { get; set; }

    /// <summary>The version of the state as it was loaded.</summary>
    public string StoredVersion { get; set; } = StateVersions.First;

    /// <summary>The step's instance: made at its first message in a turn, and gone with the turn.</summary>
    public ValueTask<KernelProcessStep> ActivateAsync(Kernel kernel) => _instance is null ? MakeAsync(kernel) : new(_instance);

    /// <summary>Notes the state as it is stored now.</summary>
    public void Keep(ReadOnlySpan<byte> stored, int checkpoint)
    {
        if (_stored.Length < stored.Length)
        {
            _stored = new byte[stored.Length];
        }

        stored.CopyTo(_stored);
        (_storedLength, Checkpoint) = (stored.Length, checkpoint);
    }

    private async ValueTask<KernelProcessStep> MakeAsync(Kernel kernel)
    {
        var instance = (KernelProcessStep)Step.Factory(kernel.Services, []);
        if (Step.State is { } state)
        {
            State ??= state.Create();
            await state.ActivateAsync(instance, Step.Info, State);
        }
        else
        {
            await instance.ActivateAsync(Step.Info);
        }

        return _instance = instance;
    }
}

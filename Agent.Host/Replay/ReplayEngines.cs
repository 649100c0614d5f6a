using Agent.Host.Replay.Effects;
using Agent.Plugins.BackOffice;
using Microsoft.SemanticKernel;

namespace Agent.Host.Replay;

/// <summary>Makes the engine a replay needs.</summary>
internal sealed class ReplayEngines(BackOfficeDatabase backOffice, Kernel kernel)
{
    /// <exception cref="ReplayFault">It cannot be carried out like this.</exception>
    public async Task<IReplayEngine> OpenAsync(ReplaySpec spec, CancellationToken cancellationToken) => spec.Mode switch
    {
        ReplayMode.Effects => await OpenEffectsAsync(spec, cancellationToken),
        _ => throw new ReplayFault($"The mode {spec.Mode} is not known."),
    };

    private async Task<IReplayEngine> OpenEffectsAsync(ReplaySpec spec, CancellationToken cancellationToken)
    {
        var expected = spec.ExpectedFile is { } file ? await ExpectedStates.LoadAsync(file, cancellationToken) : ExpectedStates.None;
        return new EffectsReplay(await backOffice.OpenScratchAsync(cancellationToken), new ToolCalling(kernel), expected, spec);
    }
}

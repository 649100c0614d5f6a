using Agent.Processes.Runtime.Compilation;

namespace Agent.Processes.Runtime.Execution;

/// <summary>A conversation while a turn of it is worked on: all of it that a superstep can see. It is gone when the turn is.</summary>
/// <param name="workflow">Its workflow.</param>
/// <param name="kept">Checkpoints that hold states which were not loaded.</param>
internal sealed class ConversationMemory(CompiledWorkflow workflow, IReadOnlyList<int>? kept = null)
{
    public CompiledWorkflow Workflow { get; } = workflow;

    /// <summary>By <see cref="CompiledStep.Index"/>.</summary>
    public StepSlot[] Slots { get; } = SlotsOf(workflow);

    /// <summary>In the order in which they will be delivered.</summary>
    public List<PendingMessage> Pending { get; } = [];

    public int Turn { get; set; }

    /// <summary>True when the last checkpoint ended its turn.</summary>
    public bool IsBetweenTurns { get; set; } = true;

    public int LastSuperstep { get; set; }

    public long LastEvent { get; set; }

    public TurnProgress Progress { get; set; } = new();

    /// <summary>Whether a superstep is due. Held messages alone do not make one.</summary>
    public bool HasWork => Pending.Exists(static message => !message.IsHeld);

    /// <summary>The checkpoints that hold the current state of all steps, but for <paramref name="current"/> itself.</summary>
    public int[] Needs(int current)
    {
        var needs = new HashSet<int>(kept ?? []);
        foreach (var slot in Slots)
        {
            if (slot.Checkpoint > 0)
            {
                needs.Add(slot.Checkpoint);
            }

            if (slot.State is not null)
            {
                foreach (var log in slot.Step.State!.Logs)
                {
                    foreach (var segment in log.Get(slot.State).Segments)
                    {
                        needs.Add(segment.Checkpoint);
                    }
                }
            }
        }

        needs.Remove(current);
        int[] sorted = [.. needs];
        Array.Sort(sorted);
        return sorted;
    }

    private static StepSlot[] SlotsOf(CompiledWorkflow workflow)
    {
        var slots = new StepSlot[workflow.Steps.Count];
        for (var index = 0; index < slots.Length; index++)
        {
            slots[index] = new(workflow.Steps[index]);
        }

        return slots;
    }
}

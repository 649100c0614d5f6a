namespace Microsoft.SemanticKernel;

/// <summary>An edge under construction: an event of a step, waiting to be told what it triggers.</summary>
public class ProcessStepEdgeBuilder
{
    private ProcessTargetBuilder? _target;

    internal ProcessStepEdgeBuilder(ProcessStepBuilder source, string key, KernelProcessEdgeCondition? condition = null)
    {
        Source = source;
        Key = key;
        Condition = condition;
    }

    internal KernelProcessEdgeCondition? Condition { get; private set; }

    private protected ProcessStepBuilder Source { get; }

    private protected string Key { get; }

    /// <summary>Sends the event, and its data, to a target.</summary>
    /// <returns>A fresh builder for the same event and condition, so that several targets can be chained.</returns>
    /// <exception cref="InvalidOperationException">This edge already has a target; chain on the returned builder instead.</exception>
    public ProcessStepEdgeBuilder SendEventTo(ProcessTargetBuilder target)
    {
        Link(Key, target);
        return new(Source, Key, Condition);
    }

    /// <summary>Lets the event through only while the condition holds.</summary>
    public ProcessStepEdgeBuilder OnCondition(KernelProcessEdgeCondition condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        Condition = condition;
        return this;
    }

    /// <summary>
    /// Ends the process. The built graph does not say which event ends it: the edge is stored under a key that all such edges share.
    /// </summary>
    /// <exception cref="InvalidOperationException">This edge already has a target.</exception>
    public virtual void StopProcess() => Link(ProcessKeys.EndStep, new ProcessEndTargetBuilder());

    internal virtual KernelProcessEdge Build() => new(Source.Id, _target!.Build(), condition: Condition);

    private protected void Link(string key, ProcessTargetBuilder target)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (_target is not null)
        {
            throw new InvalidOperationException($"The edge '{Key}' already has a target; chain the next one on the builder that SendEventTo returned.");
        }

        _target = target;
        Source.LinkTo(key, this);
    }
}

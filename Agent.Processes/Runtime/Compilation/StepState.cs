using System.Reflection;
using System.Text.Json;
using Microsoft.SemanticKernel;

namespace Agent.Processes.Runtime.Compilation;

/// <summary>Reads, writes and hands over the state of one step type, without reflection once made.</summary>
internal abstract class StepState
{
    /// <summary>The state's append-only lists, by property name as stored.</summary>
    public required IReadOnlyList<StateLog> Logs { get; init; }

    public abstract object Create();

    public abstract object Read(JsonElement stored, JsonSerializerOptions json);

    public abstract void Write(Utf8JsonWriter writer, object state, JsonSerializerOptions json);

    public abstract ValueTask ActivateAsync(KernelProcessStep step, KernelProcessStepState info, object state);

    public static StepState Of(Type stateType, KernelProcessStepState info) =>
        (StepState)Activator.CreateInstance(typeof(StepState<>).MakeGenericType(stateType), info)!;
}

/// <summary>An append-only list in a state.</summary>
/// <param name="Name">The property's name.</param>
/// <param name="Get">Reads the property.</param>
internal sealed record StateLog(string Name, Func<object, IAppendOnlyLog> Get);

internal sealed class StepState<TState> : StepState where TState : class, new()
{
    private readonly byte[]? _initial;

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public StepState(KernelProcessStepState info)
    {
        _initial = (info as KernelProcessStepState<TState>)?.State is { } initial ? Copy(initial) : null;
        Logs = [.. typeof(TState).GetProperties()
            .Where(property => typeof(IAppendOnlyLog).IsAssignableFrom(property.PropertyType))
            .Select(property => new StateLog(property.Name, Getter(property)))];
    }

    /// <summary>A new state, or a copy of the one the graph was built with: that object is shared by every build, so it is never handed out.</summary>
    public override object Create() => _initial is null ? new TState() : JsonSerializer.Deserialize<TState>(_initial)!;

    public override object Read(JsonElement stored, JsonSerializerOptions json) => stored.Deserialize<TState>(json)!;

    public override void Write(Utf8JsonWriter writer, object state, JsonSerializerOptions json) => JsonSerializer.Serialize(writer, (TState)state, json);

    public override async ValueTask ActivateAsync(KernelProcessStep step, KernelProcessStepState info, object state)
    {
        var typed = new KernelProcessStepState<TState>(info.Name, info.Version, info.Id) { State = (TState)state };
        await ((KernelProcessStep<TState>)step).ActivateAsync(typed);
        await step.ActivateAsync(typed);
    }

    /// <returns>Null when it is what the constructor makes anyway, as in every graph built without a state.</returns>
    private static byte[]? Copy(TState initial)
    {
        var copy = JsonSerializer.SerializeToUtf8Bytes(initial);
        return copy.AsSpan().SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(new TState())) ? null : copy;
    }

    private static Func<object, IAppendOnlyLog> Getter(PropertyInfo property)
    {
        var get = property.GetMethod!;
        var state = System.Linq.Expressions.Expression.Parameter(typeof(object));
        var read = System.Linq.Expressions.Expression.Convert(
            System.Linq.Expressions.Expression.Call(System.Linq.Expressions.Expression.Convert(state, typeof(TState)), get), typeof(IAppendOnlyLog));
        return System.Linq.Expressions.Expression.Lambda<Func<object, IAppendOnlyLog>>(read, state).Compile();
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Agent.Processes.Runtime.Compilation;

namespace Agent.Processes.Runtime.Forks;

/// <summary>Applies edits to the states of a moment. An edited state must still be what its step reads; a list that is edited is stored anew.</summary>
internal sealed class StateEdits(CompiledWorkflow workflow, ForkMoment moment, ForkFaults faults)
{
    private readonly JsonSerializerOptions _strict = Strict(workflow);

    /// <summary>The edited states as stored, by step path.</summary>
    public Dictionary<string, JsonObject> States { get; } = new(StringComparer.Ordinal);

    /// <summary>The entries of edited logs, as a superstep stores them.</summary>
    public JsonArray Logs { get; } = [];

    public void Apply(string path, JsonElement patch)
    {
        var place = $"states.{path}";
        if (workflow.FindStep(path) is not { State: { } state } step)
        {
            faults.Add(place, $"There is no step '{path}' with a state. Those with one: {string.Join(", ", workflow.Steps.Where(known => known.State is not null).Select(known => known.Path))}.");
            return;
        }

        if (patch.ValueKind is not JsonValueKind.Object)
        {
            faults.Add(place, "A state is edited by an object with the members that change.");
            return;
        }

        if (Current(step) is not { } stored)
        {
            return;
        }

        if (FindFault(state, MergePatch.Apply(View(step, stored), patch)!) is { } fault)
        {
            faults.Add(place, fault);
            return;
        }

        var edited = MergePatch.Apply(stored, patch)!.AsObject();
        foreach (var log in state.Logs.Where(log => patch.TryGetProperty(MemberOf(log), out _)))
        {
            edited[MemberOf(log)] = StoreAnew(step, log, stored, patch.GetProperty(MemberOf(log)));
        }

        States[path] = edited;
    }

    /// <summary>The state as the step of today stores it.</summary>
    private JsonObject? Current(CompiledStep step)
    {
        if (!moment.States.TryGetValue(step.Path, out var stored))
        {
            return Initial(step.State!);
        }

        try
        {
            return JsonObject.Create(step.Versions.Read(JsonSerializer.SerializeToElement(stored), moment.Versions[step.Path], step.Path));
        }
        catch (StateVersionException exception)
        {
            faults.Add($"states.{step.Path}", exception.Message);
            return null;
        }
    }

    private JsonObject StoreAnew(CompiledStep step, StateLog log, JsonObject stored, JsonElement entries)
    {
        var anew = entries.ValueKind is JsonValueKind.Array ? entries.GetArrayLength() : 0;
        var present = stored[MemberOf(log)];
        var total = (present?["total"]?.GetValue<int>() ?? 0) - moment.EntriesOf(step.Path, log.Name, present).Count + anew;
        if (anew == 0)
        {
            return new() { ["total"] = total, ["in"] = new JsonArray() };
        }

        Logs.Add(new JsonObject
        {
            [StoredNames.To.Value] = step.Path,
            [StoredNames.Parameter.Value] = log.Name,
            [StoredNames.Data.Value] = JsonSerializer.SerializeToNode(entries),
        });
        return new() { ["total"] = total, ["in"] = new JsonArray(new JsonArray(moment.Superstep + 1, anew)) };
    }

    /// <summary>The state as people see it: with the entries of its logs.</summary>
    private JsonObject View(CompiledStep step, JsonObject stored)
    {
        var view = (JsonObject)stored.DeepClone();
        foreach (var log in step.State!.Logs)
        {
            view[MemberOf(log)] = moment.EntriesOf(step.Path, log.Name, stored[MemberOf(log)]);
        }

        return view;
    }

    private string? FindFault(StepState state, JsonNode edited)
    {
        try
        {
            state.Read(JsonSerializer.SerializeToElement(edited), _strict);
            return null;
        }
        catch (JsonException exception)
        {
            return exception.Message.Contains("could not be mapped", StringComparison.Ordinal)
                ? $"{exception.Path}: the state has no such member."
                : $"{exception.Path}: the value is not what the state holds there.";
        }
    }

    private JsonObject Initial(StepState state)
    {
        using var buffer = new PooledJson();
        state.Write(buffer.Writer, state.Create(), workflow.Json);
        buffer.Writer.Flush();
        return JsonNode.Parse(buffer.WrittenSpan)!.AsObject();
    }

    private static string MemberOf(StateLog log) => JsonNamingPolicy.CamelCase.ConvertName(log.Name);

    /// <summary>As the workflow reads, but lists stand there as lists, and a member the state does not have is an error: it would be an edit without effect.</summary>
    private static JsonSerializerOptions Strict(CompiledWorkflow workflow)
    {
        var options = new JsonSerializerOptions(workflow.Json) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };
        foreach (var converter in options.Converters.OfType<StoredLogConverter>().ToList())
        {
            options.Converters.Remove(converter);
        }

        return options;
    }
}

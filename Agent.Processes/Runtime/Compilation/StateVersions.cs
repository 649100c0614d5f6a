using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.SemanticKernel.Process;

namespace Agent.Processes.Runtime.Compilation;

/// <summary>The version of a step's state, and the way to it from older ones.</summary>
internal sealed class StateVersions
{
    /// <summary>What a state is that was stored without a version.</summary>
    public const string First = "v1";

    private readonly SortedDictionary<int, IStateUpcaster> _upcasters = [];
    private readonly int _number;

    private StateVersions(string current)
    {
        Current = current;
        Encoded = StoredNames.Encode(current);
        _number = NumberOf(current) ?? 0;
    }

    /// <summary>The version that is stored now.</summary>
    public string Current { get; }

    public JsonEncodedText Encoded { get; }

    /// <summary>True when the version has to be stored with the state.</summary>
    public bool IsNamed => Current != First;

    /// <param name="stepType">The step.</param>
    /// <param name="path">Its path, for the faults.</param>
    /// <param name="faults">Takes what is wrong with the declarations.</param>
    public static StateVersions Of(Type stepType, string path, List<string> faults)
    {
        var versions = new StateVersions(stepType.GetCustomAttribute<KernelProcessStepMetadataAttribute>()?.Version ?? First);
        foreach (var declared in stepType.GetCustomAttributes<StateUpcasterAttribute>())
        {
            if (versions.Add(declared) is { } fault)
            {
                faults.Add($"Step '{path}': {fault}");
            }
        }

        if (versions._upcasters.Count > 0 && versions._upcasters.Keys.First() + versions._upcasters.Count != versions._number)
        {
            faults.Add($"Step '{path}': its upcasters from {string.Join(", ", versions._upcasters.Keys.Select(Name))} do not lead to {versions.Current} without a gap.");
        }

        return versions;
    }

    /// <summary>Brings a stored state to the current version.</summary>
    /// <exception cref="StateVersionException">It is newer than this code, or nothing leads here from it.</exception>
    public JsonElement Read(JsonElement stored, string version, string path)
    {
        if (version == Current)
        {
            return stored;
        }

        if (NumberOf(version) is not { } number || number > _number)
        {
            throw new StateVersionException(path, version, Current, "it is newer than this service");
        }

        JsonObject state = JsonObject.Create(stored)!;
        for (; number < _number; number++)
        {
            state = _upcasters.TryGetValue(number, out var upcaster)
                ? upcaster.Upcast(state)
                : throw new StateVersionException(path, version, Current, $"the step declares no upcaster from {Name(number)}");
        }

        return JsonSerializer.SerializeToElement(state);
    }

    private string? Add(StateUpcasterAttribute declared)
    {
        if (NumberOf(declared.From) is not { } from || _number == 0)
        {
            return $"versions are v1, v2 and so on, or an upcaster has no order; it has '{declared.From}' and '{Current}'.";
        }

        if (!typeof(IStateUpcaster).IsAssignableFrom(declared.Upcaster) || declared.Upcaster.GetConstructor(Type.EmptyTypes) is null)
        {
            return $"its upcaster {declared.Upcaster.Name} must implement {nameof(IStateUpcaster)} and have a constructor without parameters.";
        }

        if (from >= _number)
        {
            return $"its upcaster from {declared.From} leads past its own version {Current}.";
        }

        return _upcasters.TryAdd(from, (IStateUpcaster)Activator.CreateInstance(declared.Upcaster)!) ? null : $"it has two upcasters from {declared.From}.";
    }

    private static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"v{number}");

    private static int? NumberOf(string version) =>
        version is ['v', .. var digits] && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
}

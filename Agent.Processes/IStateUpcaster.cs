using System.Text.Json.Nodes;

namespace Agent.Processes;

/// <summary>
/// Brings a step's stored state from one version to the next. It is a pure function with a parameterless constructor: the same state may be brought
/// up again and again, since the stored one stays as it is. The place of an <see cref="AppendOnlyLog{T}"/> in it is to be left alone.
/// </summary>
public interface IStateUpcaster
{
    /// <param name="state">The state as the older version stored it; it may be changed.</param>
    /// <returns>The state as the next version stores it.</returns>
    JsonObject Upcast(JsonObject state);
}

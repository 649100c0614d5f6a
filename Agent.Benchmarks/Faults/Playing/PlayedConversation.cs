using System.Collections.Concurrent;
using Agent.Benchmarks.Faults.Scripts;

namespace Agent.Benchmarks.Faults.Playing;

/// <summary>What the driver knows of a conversation: what it sent, and what it was told.</summary>
internal sealed record PlayedConversation(string Id, Script Script, ScriptCustomer Customer)
{
    /// <summary>Every acknowledgement, repeated ones too: the input's key and the turn's public id.</summary>
    public ConcurrentBag<(string Key, string Turn)> Acknowledged { get; } = [];

    /// <summary>Decisions that were acknowledged: with 200, or by being told that it is decided.</summary>
    public int Decisions { get; set; }

    /// <summary>True when every input was acknowledged and its turn has ended. False: the time was over.</summary>
    public bool IsFinished { get; set; }

    /// <summary>An answer no client should get; the conversation was not played on after it.</summary>
    public string? Trouble { get; set; }
}

using System.Globalization;
using Agent.Benchmarks.Faults.Replicas;

namespace Agent.Benchmarks.Faults.Injection;

/// <summary>
/// The points at which a replica is to be killed, as files: whoever passes one first renames it, notes the time in it, and is gone. A file
/// outlives the process that fired it, and a rename happens once, so several replicas can share the folder.
/// </summary>
/// <param name="folder">Where the files are; shared by all replicas of a run.</param>
internal sealed class KillPoints(string folder)
{
    private const string FiredSuffix = ".fired";

    /// <summary>Marks a point in a conversation that was not started yet, or has not got that far.</summary>
    public void Arm(string conversation, string point) => File.WriteAllText(PathOf(conversation, point), "");

    /// <summary>Kills this very process if the point is armed: nothing is flushed, closed or told.</summary>
    public void Pass(string conversation, string point)
    {
        var armed = PathOf(conversation, point);
        if (!File.Exists(armed))
        {
            return;
        }

        var fired = armed + FiredSuffix;
        try
        {
            File.Move(armed, fired, overwrite: true); // one call of the system: of two that pass at once, one is told that there is nothing to move
        }
        catch (FileNotFoundException)
        {
            return; // Another replica was first.
        }

        File.WriteAllText(fired, DateTimeOffset.UtcNow.ToString("O", CultureInfo.InvariantCulture));
        Signals.Send(Environment.ProcessId, Signals.Kill);
        Thread.Sleep(Timeout.Infinite); // A signal to oneself takes effect at once, but not for the other threads.
    }

    /// <summary>When a point was passed, in UTC; null when it was not.</summary>
    public DateTimeOffset? FiredAt(string conversation, string point)
    {
        var fired = PathOf(conversation, point) + FiredSuffix;
        return File.Exists(fired) && DateTimeOffset.TryParse(File.ReadAllText(fired), CultureInfo.InvariantCulture, out var at) ? at : null;
    }

    private string PathOf(string conversation, string point) => Path.Combine(folder, $"{conversation}.{Uri.EscapeDataString(point)}");
}

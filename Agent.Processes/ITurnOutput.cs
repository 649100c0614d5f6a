namespace Agent.Processes;

/// <summary>Takes the pieces of an answer while it is being written.</summary>
public interface ITurnOutput
{
    /// <summary>Shows a piece to whoever watches. Nothing is stored, so a piece may be shown again after a crash.</summary>
    void WriteDelta(string text);
}

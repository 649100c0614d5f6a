namespace Agent.Host.Models.Offline.Language;

/// <summary>A concept found in a text: the words <paramref name="At"/> to <paramref name="At"/> + <paramref name="Length"/>.</summary>
internal readonly record struct Hit(Concept Concept, int At, int Length)
{
    public int End => At + Length;
}

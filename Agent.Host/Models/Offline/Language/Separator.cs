namespace Agent.Host.Models.Offline.Language;

/// <summary>What stands between two words. The order matters: the stronger one wins.</summary>
internal enum Separator
{
    Space,
    Comma,
    Sentence,
}

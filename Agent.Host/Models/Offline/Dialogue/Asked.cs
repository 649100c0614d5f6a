namespace Agent.Host.Models.Offline.Dialogue;

/// <summary>The question the assistant ended with, where it changes what the next words mean.</summary>
internal enum Asked
{
    Nothing,
    WhoAreYou,
    WhichOrder,
    WhyCancel,
    Detail,
}

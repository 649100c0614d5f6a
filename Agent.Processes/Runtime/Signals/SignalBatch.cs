namespace Agent.Processes.Runtime.Signals;

/// <summary>What goes out together, and what it was made of.</summary>
/// <param name="Notifications">In the order they are sent.</param>
/// <param name="Feeds">The feeds in it.</param>
/// <param name="Watched">The conversations it says are watched.</param>
/// <param name="Left">The conversations it says are no longer watched.</param>
/// <param name="AsksAll">Whether it asks everybody what they watch.</param>
internal sealed record SignalBatch(
    IReadOnlyList<Notification> Notifications, List<(string Replica, ConversationKey Key)> Feeds, IReadOnlyList<ConversationKey> Watched,
    IReadOnlyList<ConversationKey> Left, bool AsksAll);

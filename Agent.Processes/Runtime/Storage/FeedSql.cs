namespace Agent.Processes.Runtime.Storage;

/// <summary>
/// Statements that find checkpoints by what is in them. There is no index on that, which every commit would have to pay for: numbers of events and turns
/// grow with those of the checkpoints, and whoever asks is near the end, so the search goes back from the newest checkpoint by the primary key. It costs
/// one probe more than there are checkpoints to read.
/// </summary>
internal static class FeedSql
{
    /// <summary>The first checkpoint with events behind a number. $1 tenant, $2 conversation, $3 the last event already seen.</summary>
    public const string FindBehindEvent =
        $"""
        WITH RECURSIVE back AS ({Newest} {WalkBack} WHERE back.last_event > $3)
        SELECT min(number) FROM back WHERE last_event > $3
        """;

    /// <summary>
    /// The checkpoint that ended a turn. A cancel or a take-over ends with the newest turn all those before it that were still to come. What is stored
    /// behind the end of a turn, before the next one, has the same turn and says nothing of its end.
    /// $1 tenant, $2 conversation, $3 turn.
    /// </summary>
    public const string FindEnd =
        $"""
        WITH RECURSIVE back AS ({Newest} {WalkBack} WHERE back.turn >= $3)
        SELECT number FROM back WHERE turn >= $3 AND ends_turn ORDER BY turn, number LIMIT 1
        """;

    private const string Newest =
        """
        (SELECT number, turn, ends_turn, last_event FROM agent.checkpoints WHERE tenant = $1 AND conversation_id = $2 ORDER BY number DESC LIMIT 1)
        """;

    private const string WalkBack =
        """
        UNION ALL
        SELECT earlier.number, earlier.turn, earlier.ends_turn, earlier.last_event FROM back CROSS JOIN LATERAL (
            SELECT number, turn, ends_turn, last_event FROM agent.checkpoints
            WHERE tenant = $1 AND conversation_id = $2 AND number < back.number ORDER BY number DESC LIMIT 1
        ) earlier
        """;
}

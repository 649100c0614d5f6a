namespace Agent.Processes.Runtime.Storage;

/// <summary>The right to work on one conversation: a token nobody else has, and the epoch every commit carries.</summary>
/// <param name="Key">The conversation.</param>
/// <param name="Token">Unique for every claim.</param>
/// <param name="Epoch">Higher than that of every earlier claim.</param>
/// <param name="IsSuspect">See <see cref="OwnershipSql.IsSuspect"/>.</param>
internal sealed record Claim(ConversationKey Key, string Token, long Epoch, bool IsSuspect = false);

/// <summary>What a claim brings with it from the conversation's row.</summary>
internal sealed record ConversationHead(string Workflow, string WorkflowVersion, string CustomerId, string Channel, int LastInput);

/// <summary>An input of the inbox.</summary>
/// <param name="Number">Its number, which is its turn's.</param>
/// <param name="Kind">One of <see cref="ConversationInputs"/>.</param>
/// <param name="Payload">Its data as JSON.</param>
/// <param name="RequestId">The id of the request it came with, if any.</param>
internal sealed record StoredInput(int Number, string Kind, ReadOnlyMemory<byte> Payload, string? RequestId = null);

/// <summary>A claimed conversation, ready to be worked on.</summary>
/// <param name="Claim">The claim.</param>
/// <param name="Head">Its row.</param>
/// <param name="Checkpoints">The checkpoints that hold its current state, oldest first; empty before the first turn.</param>
/// <param name="Input">The input that made the claim, when it is the only one waiting; null when the inbox must be read.</param>
internal sealed record ClaimedConversation(Claim Claim, ConversationHead Head, IReadOnlyList<StoredCheckpoint> Checkpoints, StoredInput? Input);

/// <summary>A checkpoint as read back. Supersteps behind <paramref name="LastNumber"/> do not count: a fork may share only a part of a checkpoint.</summary>
internal sealed record StoredCheckpoint(int Number, int LastNumber, int Turn, bool EndsTurn, long LastEvent, byte[] Body);

/// <summary>What came of accepting an input.</summary>
/// <param name="Acceptance">For the caller.</param>
/// <param name="Claimed">Set when the conversation was free: then it is this replica's now, to be worked on at once.</param>
internal sealed record AcceptedInput(Acceptance Acceptance, ClaimedConversation? Claimed);

using System.Threading.Channels;

namespace Agent.Processes.Replay.Batching;

/// <summary>Who waits for what: calls that are in no batch yet, and those that are.</summary>
internal sealed class BatchQueue
{
    /// <summary>How many batches a call may be in before its failure is taken for its answer.</summary>
    private const int MostTries = 3;

    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Lock _state = new();
    private readonly HashSet<BatchParticipant> _participants = [];
    private readonly List<BatchWaiter> _unsent = [];
    private readonly Dictionary<Guid, List<BatchWaiter>> _sent = [];

    /// <summary>Whether something has changed since <see cref="NextChangeAsync"/> returned.</summary>
    public bool HasChanged => _changes.Reader.TryPeek(out _);

    /// <summary>Whether every conversation waits for something, and something is there to be sent.</summary>
    public bool IsComplete
    {
        get
        {
            lock (_state)
            {
                return _unsent.Count > 0 && _participants.All(participant => participant.Waiting > 0);
            }
        }
    }

    public async Task NextChangeAsync(CancellationToken cancellationToken) => await _changes.Reader.ReadAsync(cancellationToken);

    public void Enter(BatchParticipant participant)
    {
        lock (_state)
        {
            _participants.Add(participant);
        }
    }

    public void Leave(BatchParticipant participant)
    {
        lock (_state)
        {
            _participants.Remove(participant);
        }

        Change();
    }

    /// <returns>False when the batch it is in has come to its end: there is an answer, or it is to be asked again.</returns>
    public bool TryAdd(BatchWaiter waiter)
    {
        lock (_state)
        {
            if (waiter.Call.BatchId is not { } batch)
            {
                _unsent.Add(waiter);
            }
            else if (_sent.TryGetValue(batch, out var waiters))
            {
                waiters.Add(waiter);
            }
            else
            {
                return false;
            }

            waiter.Call.Owner.Waiting++;
        }

        Change();
        return true;
    }

    public void Remove(BatchWaiter waiter)
    {
        lock (_state)
        {
            waiter.Call.Owner.Waiting--;
            waiter.IsGone = true;
            _unsent.Remove(waiter);
        }
    }

    /// <summary>Takes the calls of a wave; none when somebody has gone on meanwhile.</summary>
    public IReadOnlyList<BatchWaiter> TakeWave()
    {
        lock (_state)
        {
            if (!_participants.All(participant => participant.Waiting > 0))
            {
                return [];
            }

            List<BatchWaiter> taken = [.. _unsent];
            _unsent.Clear();
            return taken;
        }
    }

    /// <summary>From here on they wait for a batch.</summary>
    public void Sent(Guid batch, IReadOnlyList<BatchWaiter> waiters)
    {
        lock (_state)
        {
            foreach (var waiter in waiters)
            {
                waiter.Call.BatchId = batch;
            }

            _sent[batch] = [.. waiters];
        }
    }

    /// <summary>Hands out what came of a batch. What may go well another time is asked again.</summary>
    public void Deliver(Guid batch, IReadOnlyDictionary<string, BatchAnswer> answers)
    {
        lock (_state)
        {
            _sent.Remove(batch, out var waiters);
            foreach (var waiter in waiters ?? [])
            {
                var answer = answers.GetValueOrDefault(waiter.Call.Key, new(BatchLines.NotMade, ""));
                if (BatchFollower.IsFinal(answer))
                {
                    waiter.Answer(answer);
                }
                else if (++waiter.Call.Tries >= MostTries)
                {
                    waiter.Answer(answer with { Status = answer.Status == BatchLines.NotMade ? 503 : answer.Status });
                }
                else if (!waiter.IsGone)
                {
                    waiter.Call.BatchId = null;
                    _unsent.Add(waiter);
                }
            }
        }

        Change();
    }

    private void Change() => _changes.Writer.TryWrite(true);
}

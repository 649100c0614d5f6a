using System.Text.Json;
using Agent.Processes.Runtime.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Agent.Processes.Runtime.Signals;

/// <summary>Acts on what other replicas tell. It only ever wakes somebody or shows something; nothing is decided by a signal.</summary>
internal sealed partial class SignalReceiver(
    WorkSignal work, ConversationHub hub, RunningConversations running, LocalWatches local, RemoteWatches remote, SignalOutbox outbox, ApprovalFeed approvals,
    ReplicaIdentity replica, IOptions<SignalOptions> options, ILogger<SignalReceiver> logger)
{
    /// <summary>Whoever listens again may have missed anything.</summary>
    public void EverythingMayBeMissed()
    {
        work.Announce();
        hub.LookAll();
        local.Renew();
        outbox.AskAll();
        approvals.TellAll();
    }

    public void Receive(string channel, string payload)
    {
        try
        {
            switch (channel)
            {
                case SignalChannels.Work:
                    work.Announce();
                    break;
                case SignalChannels.Ended when SignalChannels.Parse(payload) is { } ended:
                    running.Drop(ended);
                    hub.Look(ended);
                    break;
                case SignalChannels.Approvals when SignalChannels.Parse(payload) is { } approval:
                    approvals.Tell(approval.Tenant, approval.Id);
                    break;
                case SignalChannels.Watch when WatchSignal.Read(payload) is { } watch && watch.Replica != replica.Id:
                    Receive(watch);
                    break;
                case not SignalChannels.Watch when FeedSignal.Read(payload) is { } feed:
                    hub.Receive(feed);
                    break;
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            LogStrange(channel, exception.Message); // of a later version, or sent by hand
        }
    }

    private void Receive(WatchSignal watch)
    {
        foreach (var key in watch.Left)
        {
            remote.Remove(key, watch.Replica);
        }

        foreach (var key in watch.Watched)
        {
            // What was committed between the watcher's look into the database and now is told to nobody: it looks again.
            if (remote.Add(key, watch.Replica, options.Value.WatchTime) && running.IsRunning(key))
            {
                outbox.SendLook(watch.Replica, key);
            }
        }

        if (watch.AsksAll)
        {
            local.Renew();
        }
    }

    [LoggerMessage(EventId = 1042, Level = LogLevel.Warning, Message = "A signal on {Channel} cannot be read: {Reason}")]
    private partial void LogStrange(string channel, string reason);
}

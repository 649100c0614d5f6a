using Agent.Host.Security.Vault;
using Agent.Host.Webhooks.Storage;
using Agent.Processes;
using Microsoft.Extensions.Options;

namespace Agent.Host.Webhooks.Sending;

/// <summary>
/// Sends what was written down, on every replica: at least once, in no order, again after a growing pause, and after the last attempt it is dead. A process that dies between the receiver's answer
/// and our note of it sends the same id and body again.
/// </summary>
internal sealed partial class WebhookSender(
    DeliveryQueue queue, WebhookBodies bodies, WebhookClient client, IKeyVault vault, IOptions<WebhookOptions> options, TimeProvider clock, ILogger<WebhookSender> logger) : BackgroundService
{
    private const int AtOnce = 64;
    private const int OfOneAtOnce = 4;
    private static readonly TimeSpan s_afterFault = TimeSpan.FromSeconds(2);
    private readonly Dictionary<Task, string> _sending = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = options.Value.Interval;
            try
            {
                if (await LookAsync(stoppingToken))
                    pause = TimeSpan.Zero;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogFault(exception, StorageFault.IsTransient(exception) ? exception.Message : "see the exception");
                pause = s_afterFault;
            }

            // Whatever ends makes room: there may be more of the same webhook.
            await Task.WhenAny([Task.Delay(pause, clock, stoppingToken), .. _sending.Keys]);
        }

        await Task.WhenAll(_sending.Keys).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        foreach (var ended in _sending.Keys.Where(task => task.IsCompleted).ToArray())
            _sending.Remove(ended);
        var room = AtOnce - _sending.Count;
        if (room == 0)
            return false;
        string[] busy = [.. _sending.Values.GroupBy(id => id).Where(group => group.Count() >= OfOneAtOnce).Select(group => group.Key)];
        var due = await queue.TakeAsync(room, OfOneAtOnce, busy, Hold, cancellationToken);
        foreach (var delivery in due)
            _sending.Add(SendAsync(delivery, cancellationToken), delivery.WebhookId);
        return due.Count == room;
    }

    /// <summary>Longer than an attempt can take, with what is read before and noted behind it.</summary>
    private TimeSpan Hold => (options.Value.Timeout * 2) + TimeSpan.FromSeconds(1);

    private async Task SendAsync(DueDelivery delivery, CancellationToken cancellationToken)
    {
        await Task.Yield();
        try
        {
            if ((delivery.Body ?? await WordAsync(delivery, cancellationToken)) is { } body)
                await NoteAsync(delivery, await client.SendAsync(delivery, body, await SecretsAsync(delivery, cancellationToken), cancellationToken), cancellationToken);
        }
        catch (KeyLostException lost)
        {
            await queue.GiveUpAsync(delivery, null, $"its secret cannot be read: {lost.Message}", cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogUnnoted(exception, delivery.Id, delivery.WebhookId); // it is taken again when it is no longer held
        }
        catch (OperationCanceledException)
        {
            // Another replica takes it when it is no longer held.
        }
    }

    private async Task<string?> WordAsync(DueDelivery delivery, CancellationToken cancellationToken)
    {
        if (await bodies.MakeAsync(delivery, cancellationToken) is { } body)
            return await queue.KeepBodyAsync(delivery, body, cancellationToken);
        await queue.NoteDroppedAsync(delivery, cancellationToken);
        return null;
    }

    private async Task<IReadOnlyList<byte[]>> SecretsAsync(DueDelivery delivery, CancellationToken cancellationToken)
    {
        List<byte[]> secrets = [await vault.UnwrapAsync(WrappedKey.Unpack(delivery.Secret), cancellationToken)];
        if (delivery.OldSecret is { } old)
            secrets.Add(await vault.UnwrapAsync(WrappedKey.Unpack(old), cancellationToken));
        return secrets;
    }

    private async Task NoteAsync(DueDelivery delivery, WebhookOutcome outcome, CancellationToken cancellationToken)
    {
        switch (outcome.Result)
        {
            case WebhookResult.Sent:
                await queue.NoteSentAsync(delivery, outcome.Status, cancellationToken);
                return;
            case WebhookResult.Later when delivery.Attempts < options.Value.MaxAttempts:
                await queue.PutOffAsync(delivery, outcome.After ?? Pause(delivery.Attempts), outcome.Status, outcome.Failure, cancellationToken);
                return;
            case WebhookResult.Gone:
                await queue.DisableAsync(delivery, cancellationToken);
                break;
        }

        LogDead(delivery.Id, delivery.WebhookId, delivery.Tenant, delivery.Attempts, outcome.Failure);
        await queue.GiveUpAsync(delivery, outcome.Status, outcome.Failure, cancellationToken);
    }

    /// <summary>Between half and all of a pause that doubles: receivers that come back are not met by everything at once.</summary>
    private TimeSpan Pause(int attempts)
    {
        var most = Math.Min(options.Value.LongestPause.TotalSeconds, options.Value.FirstPause.TotalSeconds * Math.Pow(2, attempts - 1));
        return TimeSpan.FromSeconds(most * (0.5 + (Random.Shared.NextDouble() / 2)));
    }

    [LoggerMessage(EventId = 1701, Level = LogLevel.Warning, Message = "Delivery {Delivery} to webhook {Webhook} of {Tenant} is dead after {Attempts} attempts: {Reason}")]
    private partial void LogDead(string delivery, string webhook, string tenant, int attempts, string? reason);

    [LoggerMessage(EventId = 1702, Level = LogLevel.Warning, Message = "What became of delivery {Delivery} to webhook {Webhook} could not be noted; it is sent again")]
    private partial void LogUnnoted(Exception exception, string delivery, string webhook);

    [LoggerMessage(EventId = 1553, Level = LogLevel.Warning, Message = "Webhooks could not be looked after: {Reason}")]
    private partial void LogFault(Exception exception, string reason);
}

using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Agent.Processes;
using Agent.Processes.Replay.Journals;
using Agent.Processes.Replay.Rehearsing;

namespace Agent.Host.Replay.Recordings;

/// <summary>The conversations this service holds itself, with all of their past.</summary>
internal sealed class StoredSource(StoredConversations conversations, string tenant, StoredConversationFilter filter) : IRecordingSource
{
    /// <summary>What names this source in place of a file.</summary>
    public const string Name = "stored";

    private int _read;
    private int _count = 1;

    public double Progress => (double)_read / _count;

    /// <summary>Reads what is behind the name, such as <c>customer=mara_olsen_1001,since=2026-11-01</c>.</summary>
    /// <exception cref="ReplayFault">It names something unknown.</exception>
    public static StoredConversationFilter ParseFilter(string text)
    {
        var filter = new StoredConversationFilter();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            filter = part.Split('=', 2) switch
            {
                ["customer", var value] => filter with { CustomerId = value },
                ["channel", var value] => filter with { Channel = value },
                ["workflow", var value] => filter with { Workflow = value },
                ["since", var value] => filter with { Since = Time(value) },
                ["until", var value] => filter with { Until = Time(value) },
                ["limit", var value] when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit > 0 => filter with { Limit = limit },
                _ => throw new ReplayFault($"'{part}' chooses nothing: write customer=, channel=, workflow=, since=, until= or limit="),
            };
        }

        return filter;
    }

    /// <summary>What is stored grows; a replay that goes on does so with the conversations there are.</summary>
    public Task<string> DigestAsync(CancellationToken cancellationToken) => Task.FromResult($"stored:{tenant}:{filter}");

    public async IAsyncEnumerable<RecordingLine> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var ids = await conversations.ListAsync(tenant, filter, cancellationToken);
        _count = Math.Max(ids.Count, 1);
        for (var number = 1; number <= ids.Count; number++)
        {
            _read = number;
            var (key, place) = (new ConversationKey(tenant, ids[number - 1]), number);
            yield return new(number, null, key.Id) { Load = token => ReadAsync(conversations, key, place, token) };
        }
    }

    /// <summary>One stored conversation as a recording.</summary>
    public static async Task<RecordingLine> ReadAsync(StoredConversations conversations, ConversationKey key, long number, CancellationToken cancellationToken) =>
        await conversations.ReadAsync(key, cancellationToken) is { } journal
            ? new(number, Of(key.Tenant, journal), key.Id)
            : new(number, null, key.Id, "the conversation is gone");

    private static RecordedConversation Of(string tenant, ConversationJournal journal) => new()
    {
        Id = journal.Id,
        Tenant = tenant,
        Customer = journal.CustomerId,
        At = journal.At,
        Messages = [.. journal.ToMessages().Select((message, place) => Of(message, place + 1))],
        Journal = journal,
    };

    private static RecordedMessage Of(ScriptedMessage message, int place) => new(
        message.IsCustomers ? RecordedMessage.User : RecordedMessage.Assistant, message.Text,
        [.. message.Calls.Select((call, index) => new RecordedToolCall(string.Create(CultureInfo.InvariantCulture, $"call_{place}_{index + 1}"), call.Tool, Arguments(call), place) { Result = call.Result })]);

    private static JsonObject Arguments(ScriptedCall call) => call.Arguments.ValueKind is JsonValueKind.Object ? JsonNode.Parse(call.Arguments.GetRawText())!.AsObject() : [];

    private static DateTimeOffset Time(string text) => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
        ? time : throw new ReplayFault($"'{text}' is no time");
}

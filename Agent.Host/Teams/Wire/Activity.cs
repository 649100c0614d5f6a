using System.Text.Json;
using System.Text.RegularExpressions;
using Agent.Host.Teams.Cards;

namespace Agent.Host.Teams.Wire;

/// <summary>One activity as the connector posts it: what we need of it. Everything else is ignored, as the protocol asks.</summary>
internal sealed partial class Activity
{
    private const int LongestText = 512;
    private readonly JsonElement _body;

    private Activity(JsonElement body) => _body = body;

    public string Type => Text("type")!;

    public string? Id => Text("id");

    public string ServiceUrl => Text("serviceUrl") ?? "";

    public string ChannelId => Text("channelId") ?? "";

    public string? Name => Text("name");

    public string? Action => Text("action");

    public string? ReplyToId => Text("replyToId");

    public string Locale => Text("locale") ?? "en";

    /// <summary>The id of the conversation in Teams; a thread of a channel carries its first message in it.</summary>
    public string ConversationId => Text("conversation", "id") ?? "";

    /// <summary><c>personal</c>, <c>groupChat</c> or <c>channel</c>.</summary>
    public string ConversationType => Text("conversation", "conversationType") ?? "personal";

    /// <summary>The person's id in the channel, made for this bot.</summary>
    public string ChannelUserId => Text("from", "id") ?? "";

    /// <summary>The person's id in the directory; the channel's own where there is none, as in the playground.</summary>
    public string UserId => Text("from", "aadObjectId") ?? ChannelUserId;

    public string UserName => Text("from", "name") ?? "";

    /// <summary>The bot's id in the channel.</summary>
    public string BotId => Text("recipient", "id") ?? "";

    /// <summary>The directory the person belongs to.</summary>
    public string DirectoryId => Text("channelData", "tenant", "id") ?? Text("conversation", "tenantId") ?? "";

    /// <summary>What a card's button carries; an undefined element when there is none.</summary>
    public JsonElement Value => _body.TryGetProperty("value", out var value) ? value : default;

    /// <summary>The command of a button that was pressed; null when none was.</summary>
    public string? Command => Value.ValueKind == JsonValueKind.Object && Find(Value, WelcomeCard.Command) is { ValueKind: JsonValueKind.String } command ? command.GetString() : null;

    public string Json => _body.GetRawText();

    /// <summary>What the person wrote, without the mention of the bot that a channel puts in front.</summary>
    public string Said
    {
        get
        {
            var text = Text("text") ?? "";
            foreach (var entity in Items("entities").Where(entity => Find(entity, "type")?.GetString() == "mention" && Find(entity, "mentioned", "id")?.GetString() == BotId))
            {
                if (Find(entity, "text")?.GetString() is { Length: > 0 } mention)
                    text = text.Replace(mention, " ", StringComparison.Ordinal);
            }

            return Blanks().Replace(text, " ").Trim();
        }
    }

    /// <summary>Whether the bot itself is among those who were added.</summary>
    public bool AddsBot => Items("membersAdded").Any(member => Find(member, "id")?.GetString() == BotId);

    /// <summary>Reads an activity.</summary>
    /// <returns>Null when it is none: no object, no type, or a member of the wrong kind.</returns>
    public static Activity? Read(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
            return null;
        var activity = new Activity(body);
        string[][] texts =
        [
            ["type"], ["id"], ["serviceUrl"], ["channelId"], ["name"], ["action"], ["replyToId"], ["locale"], ["conversation", "id"], ["conversation", "conversationType"],
            ["conversation", "tenantId"], ["from", "id"], ["from", "aadObjectId"], ["from", "name"], ["recipient", "id"], ["channelData", "tenant", "id"],
        ];
        var isSound = texts.All(path => Find(body, path) is not { } found
            || found.ValueKind == JsonValueKind.Null || (found.ValueKind == JsonValueKind.String && found.GetString()!.Length <= LongestText));
        return isSound && activity.Text("type") is { Length: > 0 } && (Find(body, "text") is not { } text || text.ValueKind is JsonValueKind.String or JsonValueKind.Null)
            ? activity : null;
    }

    private string? Text(params string[] path) => Find(_body, path) is { ValueKind: JsonValueKind.String } found ? found.GetString() : null;

    private IEnumerable<JsonElement> Items(string name) =>
        _body.TryGetProperty(name, out var items) && items.ValueKind == JsonValueKind.Array ? items.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object) : [];

    private static JsonElement? Find(JsonElement element, params string[] path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
                return null;
        }

        return element;
    }

    [GeneratedRegex("[\\s\u00A0]+")]
    private static partial Regex Blanks();
}

using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Agent.Host.Replay.Recordings;

namespace Agent.Host.Replay.Exporting;

/// <summary>
/// Replaces what tells who somebody is: the same person gets the same pseudonym wherever they occur, in every conversation exported with the same key, and nobody without the
/// key can tell who it was. What is replaced: the names, addresses, e-mail addresses and ids that profiles and orders hold, also where they occur in what was said;
/// and whatever looks like an e-mail address, a telephone number or a payment card.
/// </summary>
internal sealed partial class Pseudonyms(byte[] key)
{
    private const int ShortestReplacedInText = 3;

    /// <summary>The members of tool results and arguments that are personal, and what to call them.</summary>
    private static readonly Dictionary<string, string> s_personal = new(StringComparer.Ordinal)
    {
        ["user_id"] = "customer", ["customer_id"] = "customer", ["first_name"] = "first", ["last_name"] = "last", ["email"] = "mail", ["address1"] = "street", ["address2"] = "street",
        ["zip"] = "zip", ["city"] = "city", ["last_four"] = "digits", ["payment_method_id"] = "payment", ["phone"] = "phone", ["tracking_id"] = "parcel",
    };

    /// <summary>A conversation's own dictionary: what occurs in its data, and what it becomes.</summary>
    private readonly Dictionary<string, string> _known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Takes in whose conversation it is.</summary>
    public string Customer(string customerId) => customerId == "guest" ? customerId : Learn("customer", customerId);

    /// <summary>Learns what is personal in what tools were asked and answered: it may have been said long before it was looked up.</summary>
    public void LearnFrom(RecordedConversation conversation)
    {
        foreach (var call in conversation.Calls)
        {
            LearnFrom(call.Arguments.DeepClone());
            LearnFrom(ConversationExport.Parse(call.Result));
        }
    }

    /// <summary>A copy of a document without what is personal in it, in its names and its texts alike; a text that is a document itself stays one.</summary>
    public JsonNode? ReplaceIn(JsonNode? json)
    {
        switch (json)
        {
            case JsonObject members:
                var copy = members.DeepClone();
                LearnFrom(copy);
                return new JsonObject(copy.AsObject().Select(member => KeyValuePair.Create(Replace(member.Key), ReplaceIn(member.Value))));
            case JsonArray items:
                return new JsonArray([.. items.Select(ReplaceIn)]);
            case JsonValue value when value.TryGetValue<string>(out var text):
                return ConversationExport.Parse(text) is { } inside ? ReplaceIn(inside)!.ToJsonString(ConversationExport.Relaxed) : Replace(text);
            default:
                return json?.DeepClone();
        }
    }

    /// <summary>Learns what is personal in a document, and replaces it there.</summary>
    public void LearnFrom(JsonNode? json)
    {
        switch (json)
        {
            case JsonObject members:
                foreach (var (name, value) in members.ToList())
                {
                    LearnMember(members, name, value);
                }

                break;
            case JsonArray items:
                foreach (var item in items)
                {
                    LearnFrom(item);
                }

                break;
        }
    }

    /// <summary>Replaces what is known by now, and what looks personal by itself.</summary>
    public string Replace(string text)
    {
        text = Mail().Replace(text, match => _known.GetValueOrDefault(match.Value) ?? Name("mail", match.Value) + "@example.org");
        text = Card().Replace(text, match => Name("card", match.Value));
        text = Phone().Replace(text, match => Name("phone", match.Value));
        foreach (var (personal, pseudonym) in _known.Where(known => known.Key.Length >= ShortestReplacedInText).OrderByDescending(known => known.Key.Length))
        {
            text = Regex.Replace(text, $@"(?<![\p{{L}}\p{{N}}]){Regex.Escape(personal)}(?![\p{{L}}\p{{N}}])", pseudonym.Replace("$", "$$", StringComparison.Ordinal), RegexOptions.IgnoreCase);
        }

        return text;
    }

    private void LearnMember(JsonObject members, string name, JsonNode? value)
    {
        if (name == "payment_methods" && value is JsonObject methods)
        {
            foreach (var id in methods.Select(method => method.Key).ToList())
            {
                Learn("payment", id);
                (methods[id] as JsonObject)?.Remove("id");
            }
        }

        if (s_personal.TryGetValue(name, out var kind) && value is JsonValue text && text.TryGetValue<string>(out var personal) && personal.Length > 0)
        {
            members[name] = Learn(kind, personal);
            return;
        }

        LearnFrom(value);
    }

    private string Learn(string kind, string personal)
    {
        if (!_known.TryGetValue(personal, out var pseudonym))
        {
            pseudonym = kind == "mail" ? Name(kind, personal) + "@example.org" : Name(kind, personal);
            _known.Add(personal, pseudonym);
        }

        return pseudonym;
    }

    /// <summary>Told by the key alone, so it is the same in every conversation.</summary>
    private string Name(string kind, string personal) =>
        $"{kind}_{Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{kind}:{personal.ToLowerInvariant()}")))[..10]}";

    [GeneratedRegex(@"[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+")]
    private static partial Regex Mail();

    [GeneratedRegex(@"(?<![\w#-])\d(?:[ -]?\d){12,18}(?![\w-])")]
    private static partial Regex Card();

    [GeneratedRegex(@"(?<![\w#])(?:\+\d{1,3}[ .-]?)?\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}(?!\w)")]
    private static partial Regex Phone();
}

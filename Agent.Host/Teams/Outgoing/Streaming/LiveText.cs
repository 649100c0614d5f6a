using System.Text;
using System.Text.Json;
using Agent.Processes;

namespace Agent.Host.Teams.Outgoing.Streaming;

/// <summary>An answer as far as it was written. One who reads and one who writes at a time.</summary>
internal sealed class LiveText
{
    /// <summary>What stands between two things that were said.</summary>
    public const string Gap = "\n\n";

    private readonly Lock _gate = new();
    private readonly StringBuilder _text = new();
    private bool _isBroken;

    /// <summary>All of it, without blanks around it.</summary>
    public string Text
    {
        get
        {
            lock (_gate)
                return _text.ToString().Trim();
        }
    }

    /// <summary>Takes what happened. Whatever is stored ends what was being said: the model is asked anew behind it.</summary>
    public void Take(ConversationEvent happened)
    {
        lock (_gate)
        {
            if (happened.Type != ConversationEvents.MessageDelta)
            {
                _isBroken = _text.Length > 0;
                return;
            }

            if (_isBroken)
            {
                while (_text.Length > 0 && char.IsWhiteSpace(_text[^1]))
                    _text.Length--;
                _text.Append(Gap);
            }

            _isBroken = false;
            _text.Append(happened.Data.TryGetProperty("text", out var piece) && piece.ValueKind == JsonValueKind.String ? piece.GetString() : "");
        }
    }
}

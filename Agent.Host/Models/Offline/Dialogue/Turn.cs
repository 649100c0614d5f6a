using System.Globalization;
using System.Text;
using Microsoft.Extensions.AI;

namespace Agent.Host.Models.Offline.Dialogue;

/// <summary>The answer in the making: sentences to say, and tools to call instead of saying more.</summary>
internal sealed class Turn(Conversation conversation, ToolBox tools)
{
    private readonly StringBuilder _text = new();

    public Conversation Conversation { get; } = conversation;

    public Facts Facts => Conversation.Facts;

    public ToolBox Tools { get; } = tools;

    public List<FunctionCallContent> Calls { get; } = [];

    /// <summary>A question was asked: nothing more is asked in this turn.</summary>
    public bool HasAsked { get; private set; }

    public bool HasText => _text.Length > 0;

    public string Text => _text.ToString();

    public void Say(string paragraph)
    {
        if (_text.Length > 0)
            _text.Append("\n\n");
        _text.Append(paragraph);
    }

    public void Ask(string question)
    {
        if (HasAsked)
            return;
        HasAsked = true;
        // Asked twice already without an answer that helps: a third time will not help either.
        var isStuck = Conversation.LastAnswer.EndsWith(question, StringComparison.Ordinal) && Conversation.AnswerBefore.EndsWith(question, StringComparison.Ordinal);
        Say(isStuck ? "I am sorry, I cannot make out an answer to my question. " + question + " If you would rather talk to a colleague, just say \"colleague\"." : question);
    }

    /// <returns>False when this very call was already made for the customer's last message: making it again would change nothing.</returns>
    public bool Call(string tool, params (string Name, object? Value)[] arguments)
    {
        var given = new Dictionary<string, object?>(arguments.Length);
        foreach (var (name, value) in arguments)
            given[name] = value;
        var signature = Arguments.Signature(tool, given);
        if (!Tools.Has(tool) || Conversation.WasJustCalled(signature) || Calls.Exists(c => Arguments.Signature(ToolNames.Known(c.Name), c.Arguments) == signature))
            return false;
        Calls.Add(new FunctionCallContent(CallId(signature), Tools.NameOf(tool), given));
        return true;
    }

    /// <summary>The same in every replica for the same history, and different for every call of a conversation.</summary>
    private string CallId(string signature)
    {
        var hash = 2166136261u;
        foreach (var c in signature)
            hash = (hash ^ c) * 16777619;
        hash = (hash ^ (uint)Conversation.MessageCount) * 16777619;
        return string.Create(CultureInfo.InvariantCulture, $"call_{Conversation.CallCount + Calls.Count + 1}_{hash:x8}");
    }
}

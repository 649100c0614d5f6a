using Agent.Host.Models.Offline.Reading;
using Microsoft.Extensions.AI;

namespace Agent.Host.Models.Offline.Dialogue;

/// <summary>
/// Everything the rules know, derived from the messages of this call alone: the history is read from its beginning each time,
/// so any replica can go on with any conversation.
/// </summary>
internal sealed class Conversation
{
    private readonly Dictionary<string, FunctionCallContent> _calls = [];
    private readonly HashSet<string> _calledSinceCustomerSpoke = [];

    public Facts Facts { get; } = new();

    public RequestLog Log { get; }

    public Person Person { get; private set; } = new();

    /// <summary>The customer's last message; null before the first.</summary>
    public Utterance? Last { get; private set; }

    /// <summary>Summary of the action that waits for an approval; null when none does.</summary>
    public string? WaitingFor { get; private init; }

    /// <summary>Tool calls so far, which number the next one.</summary>
    public int CallCount { get; private set; }

    public int MessageCount { get; private set; }

    /// <summary>The last two texts of the assistant, to notice a question that gets no answer.</summary>
    public string LastAnswer { get; private set; } = "";

    public string AnswerBefore { get; private set; } = "";

    private Conversation() => Log = new RequestLog(Facts);

    public static Conversation Read(IReadOnlyList<ChatMessage> messages, ChatOptions? options)
    {
        var system = SystemFacts.SystemText(messages, options);
        var conversation = new Conversation { WaitingFor = Present(SystemFacts.Line(system, "Waiting for approval:")) };
        conversation.Facts.CustomerId = Present(SystemFacts.Line(system, "Customer id:"));
        foreach (var message in messages)
            conversation.Take(message);
        return conversation;
    }

    public bool WasJustCalled(string signature) => _calledSinceCustomerSpoke.Contains(signature);

    private static string? Present(string? value) => value is null or "" or "unknown" or "none" or "guest" or "anonymous" ? null : value;

    private void Take(ChatMessage message)
    {
        MessageCount++;
        if (message.Role == ChatRole.User)
        {
            if (message.Text is { Length: > 0 } text)
                TakeCustomer(text);
            return;
        }

        if (message.Role == ChatRole.System)
            return;
        foreach (var content in message.Contents)
        {
            if (content is FunctionCallContent call)
                TakeCall(call);
            else if (content is FunctionResultContent result)
                TakeResult(result);
        }

        if (message.Role == ChatRole.Assistant && message.Text is { Length: > 0 } answer)
            TakeAnswer(answer, message.Contents.Any(c => c is FunctionCallContent));
    }

    private void TakeCustomer(string text)
    {
        _calledSinceCustomerSpoke.Clear();
        Facts.ForgetPassingErrors();
        Last = UtteranceReader.Read(text);
        if (Last.Person is { } person)
            Person = Person.With(person);
        Log.Hear(Last, Questions.In(LastAnswer));
    }

    private void TakeCall(FunctionCallContent call)
    {
        CallCount++;
        _calls[call.CallId] = call;
        var tool = ToolNames.Known(call.Name);
        var signature = Arguments.Signature(tool, call.Arguments);
        _calledSinceCustomerSpoke.Add(signature);
        if (!ToolNames.IsReading(tool))
            Log.Propose(tool, signature, call.Arguments ?? new Dictionary<string, object?>(), call.CallId);
    }

    private void TakeResult(FunctionResultContent result)
    {
        if (!_calls.TryGetValue(result.CallId, out var call))
            return;
        var (tool, text) = (ToolNames.Known(call.Name), ToolResult.TextOf(result));
        if (ToolNames.IsReading(tool))
            Facts.Learn(tool, call.Arguments, text);
        else if (Log.Settle(call.CallId, text))
            Facts.Learn(tool, call.Arguments, text);
    }

    private void TakeAnswer(string answer, bool hasCalls)
    {
        (AnswerBefore, LastAnswer) = (LastAnswer, answer);
        Log.Answered(Questions.In(answer), hasCalls);
    }
}

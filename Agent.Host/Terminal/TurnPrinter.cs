using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Agent.Processes;

namespace Agent.Host.Terminal;

/// <summary>Shows one turn while it happens.</summary>
internal sealed class TurnPrinter(ChatScreen screen)
{
    private const int LongestDetail = 160;
    private readonly StringBuilder _streamed = new();

    /// <summary>Shows the events of a turn to its end.</summary>
    public async Task PrintAsync(IAsyncEnumerable<ConversationEvent> events, CancellationToken cancellationToken)
    {
        await using var source = events.GetAsyncEnumerator(cancellationToken);
        while (await screen.ThinkAsync(source.MoveNextAsync().AsTask()))
            Print(source.Current);
        screen.EndLine();
    }

    private void Print(ConversationEvent item)
    {
        switch (item.Type)
        {
            case ConversationEvents.GuardrailVerdict when Read(item, ChatJsonContext.Default.GuardrailVerdict) is { } verdict:
                screen.Note($"  guardrail: {(verdict.Allowed ? "allowed" : "blocked")} by {verdict.Source}: {Short(verdict.Reason)}");
                break;
            case ConversationEvents.ToolCalled when Read(item, ChatJsonContext.Default.ToolCalled) is { } called:
                screen.Note($"  tool: {called.Tool} {Short(called.Arguments.GetRawText())}");
                break;
            case ConversationEvents.ToolCompleted when Read(item, ChatJsonContext.Default.ToolCompleted) is { } answered:
                screen.Note($"  tool: {answered.Tool} {(answered.Succeeded ? "done" : "refused")}: {Short(answered.Result)}");
                break;
            case ConversationEvents.EligibilityDecided when Read(item, ChatJsonContext.Default.EligibilityDecided) is { } decided:
                screen.Note($"  policy {decided.Rule}: {(decided.Eligible ? "allowed" : "refused")}: {Short(decided.Reason)}");
                break;
            case ConversationEvents.ApprovalDecided when Read(item, ChatJsonContext.Default.ApprovalDecided) is { } approval:
                screen.Note($"  {Describe(approval)} by {approval.DecidedBy}");
                break;
            case ConversationEvents.MessageDelta when Read(item, ChatJsonContext.Default.MessageDelta) is { } delta:
                _streamed.Append(delta.Text);
                screen.Piece("agent", delta.Text);
                break;
            case ConversationEvents.MessageCompleted when Read(item, ChatJsonContext.Default.MessageCompleted) is { } message:
                Finish(message);
                break;
            case ConversationEvents.TurnFailed when Read(item, ChatJsonContext.Default.TurnFailed) is { } failed:
                screen.Warn(failed.Message);
                break;
        }
    }

    // The pieces are a preview: when the guard changed the answer, or some were missed, the answer is shown whole.
    private void Finish(MessageCompleted message)
    {
        screen.EndLine();
        if (_streamed.ToString().Trim() != message.Text.Trim())
            screen.Say(message.Author, message.Text);
        _streamed.Clear();
    }

    private static string Describe(ApprovalDecided decided) => decided.Status switch
    {
        ApprovalStatus.Expired => "let expire",
        ApprovalStatus.Withdrawn => "called off",
        _ => decided.Approved ? "approved" : "denied",
    };

    private static T? Read<T>(ConversationEvent item, JsonTypeInfo<T> type) => item.Data.Deserialize(type);

    private static string Short(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        return line.Length <= LongestDetail ? line : line[..LongestDetail] + "…";
    }
}

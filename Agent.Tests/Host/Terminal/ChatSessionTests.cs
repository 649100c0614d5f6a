using System.Text.Json;
using Agent.Host.Terminal;
using Agent.Processes;
using Agent.Tests.Host.Api;
using Spectre.Console;

namespace Agent.Tests.Host.Terminal;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ChatSessionTests
{
    private readonly ScriptedConversations _conversations = new();
    private readonly StringWriter _output = new();

    [Test, CancelAfter(60_000)]
    public async Task A_piped_conversation_is_plain_text(CancellationToken cancellationToken)
    {
        _conversations.Script = text =>
        [
            (ConversationEvents.ToolCalled, new ToolCalled("c1", "get_order_details", JsonSerializer.SerializeToElement(new { order_id = "#W1" }))),
            (ConversationEvents.ToolCompleted, new ToolCompleted("c1", "get_order_details", true, "{}")),
            (ConversationEvents.MessageDelta, new MessageDelta("t1", "It is ")),
            (ConversationEvents.MessageDelta, new MessageDelta("t1", "on its way.")),
            (ConversationEvents.MessageCompleted, new MessageCompleted("It is on its way.")),
        ];
        Assert.That(await RunAsync("where is my order\n\n", cancellationToken), Is.Zero);
        var lines = _output.ToString().Split(Environment.NewLine);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(lines[1..], Is.EqualTo(
            ["""  tool: get_order_details {"order_id":"#W1"}""", "  tool: get_order_details done: {}", "agent> It is on its way.", ""]));
        Assert.That(_output.ToString(), Does.Not.Contain('\u001b'));
    }

    [Test, CancelAfter(60_000)]
    public async Task An_answer_that_the_guard_changed_is_shown_as_it_is_in_the_end(CancellationToken cancellationToken)
    {
        _conversations.Script = _ =>
        [
            (ConversationEvents.MessageDelta, new MessageDelta("t1", "The secret is")),
            (ConversationEvents.MessageCompleted, new MessageCompleted("I cannot say \u001b[31mthat.")),
        ];
        await RunAsync("tell me\n", cancellationToken);
        Assert.That(_output.ToString(), Does.EndWith($"agent> I cannot say [31mthat.{Environment.NewLine}"), "and nothing in it steers the terminal");
    }

    [TestCase("y", ApprovalStatus.Approved, null)]
    [TestCase("no", ApprovalStatus.Denied, null)]
    [TestCase("", ApprovalStatus.Denied, null)]
    [TestCase("too expensive", ApprovalStatus.Denied, "too expensive")]
    [CancelAfter(60_000)]
    public async Task An_operator_decides_in_line(string answer, ApprovalStatus status, string? reason)
    {
        _conversations.Asks = Approvals.ForOperator($"a-{Guid.NewGuid():N}");
        await RunAsync($"refund it\n{answer}\n", TestContext.CurrentContext.CancellationToken);
        var approval = (await _conversations.ListApprovalsAsync("demo", status))[0];
        Assert.That(approval.Decision, Has.Property("DecidedBy").EqualTo("operator:terminal").And.Property("Reason").EqualTo(reason));
    }

    [Test, CancelAfter(60_000)]
    public async Task An_approval_stays_open_when_the_person_leaves(CancellationToken cancellationToken)
    {
        _conversations.Asks = Approvals.ForOperator("a-open");
        await RunAsync("refund it\n", cancellationToken);
        Assert.That((await _conversations.ListApprovalsAsync("demo", ApprovalStatus.Pending, cancellationToken: cancellationToken)).Select(approval => approval.Request.ApprovalId),
            Does.Contain("a-open"));
    }

    [Test, CancelAfter(60_000)]
    public async Task An_earlier_conversation_goes_on_where_it_was(CancellationToken cancellationToken)
    {
        var started = await _conversations.StartAsync("demo", new() { CustomerId = "x" }, cancellationToken);
        await _conversations.SendAsync(new("demo", started.Id), new() { Text = "hello" }, null, cancellationToken);
        await _conversations.WaitAsync(new("demo", started.Id), 1, TimeSpan.FromSeconds(10), cancellationToken);
        await RunAsync("again\n", cancellationToken, new() { ConversationId = started.Id });
        Assert.That(_output.ToString(), Does.Contain("customer> hello").And.Contain("agent> You said: again"));
    }

    [Test, CancelAfter(60_000)]
    public async Task An_unknown_conversation_is_an_error(CancellationToken cancellationToken) =>
        Assert.That(await RunAsync("", cancellationToken, new() { ConversationId = "nobody" }), Is.EqualTo(1));

    [Test, CancelAfter(60_000)]
    public async Task Whoever_leaves_in_the_middle_of_a_turn_leaves_cleanly(CancellationToken cancellationToken)
    {
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var conversations = new ScriptedConversations { MayEnd = new TaskCompletionSource().Task };
        var session = new ChatSession(conversations, Screen(), new StringReader("hello\n"), new());
        var run = session.RunAsync(leave.Token);
        while (conversations.Readers == 0)
            await Task.Delay(10, cancellationToken);
        await leave.CancelAsync();
        Assert.That(await run, Is.Zero);
    }

    private Task<int> RunAsync(string input, CancellationToken cancellationToken, ChatOptions? options = null) =>
        new ChatSession(_conversations, Screen(), new StringReader(input), options ?? new()).RunAsync(cancellationToken);

    private ChatScreen Screen() => new(AnsiConsole.Create(new()
    {
        Ansi = AnsiSupport.No, Interactive = InteractionSupport.No, Out = new AnsiConsoleOutput(_output),
    }));
}

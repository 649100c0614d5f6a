#if !SEMANTIC_KERNEL_PACKAGES
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using FunctionCallContent = Microsoft.Extensions.AI.FunctionCallContent;
using FunctionResultContent = Microsoft.Extensions.AI.FunctionResultContent;

namespace Agent.Tests.SemanticKernel;

/// <summary>Automatic calls. Semantic Kernel makes them only through clients built for it; a client of ours gets them from the prompt function.</summary>
internal sealed class FunctionCallingTests
{
    private static readonly ChatMessage Answer = new(ChatRole.Assistant, "It is on its way.");

    private static ChatMessage Call(string name) =>
        new(ChatRole.Assistant, [new FunctionCallContent("call-1", name, new Dictionary<string, object?> { ["order"] = "W1" })]);

    private static Kernel KernelWith(IChatClient client, Func<string, string> status)
    {
        var builder = Kernel.CreateBuilder();
        builder.Services.AddSingleton(client);
        var kernel = builder.Build();
        kernel.Plugins.AddFromFunctions("orders", [KernelFunctionFactory.CreateFromMethod((string order) => status(order), "status")]);
        return kernel;
    }

    private static Task<string?> AskAsync(Kernel kernel, FunctionChoiceBehavior behavior) =>
        kernel.InvokePromptAsync<string>("Where is it?", new(new PromptExecutionSettings { FunctionChoiceBehavior = behavior }));

    private static string? ResultIn(IReadOnlyList<ChatMessage> request) => request[^1].Contents.OfType<FunctionResultContent>().Single().Result?.ToString();

    [Test]
    public async Task Functions_are_called_until_the_model_answers()
    {
        using ScriptedChatClient model = new("scripted", [Call("orders_status"), Call("orders_status"), Answer]);
        var answer = await AskAsync(KernelWith(model, order => $"{order} shipped"), FunctionChoiceBehavior.Auto());
        using var scope = Assert.EnterMultipleScope();
        Assert.That(answer, Does.EndWith("It is on its way."));
        Assert.That(model.Requests, Has.Count.EqualTo(3));
        Assert.That(ResultIn(model.Requests[1]), Is.EqualTo("W1 shipped"));
    }

    [Test]
    public async Task Functions_are_called_between_the_pieces_of_a_stream()
    {
        using ScriptedChatClient model = new("scripted", [Call("orders_status"), Answer]);
        var kernel = KernelWith(model, order => $"{order} shipped");
        KernelArguments arguments = new(new PromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() });
        var pieces = await kernel.InvokePromptStreamingAsync<ChatResponseUpdate>("Where is it?", arguments).ToListAsync();
        using var scope = Assert.EnterMultipleScope();
        Assert.That(pieces.SelectMany(piece => piece.Contents).OfType<FunctionResultContent>().Single().Result?.ToString(), Is.EqualTo("W1 shipped"));
        Assert.That(pieces[^1].Text, Is.EqualTo("way."));
        Assert.That(ResultIn(model.Requests[1]), Is.EqualTo("W1 shipped"));
    }

    [Test]
    public async Task Calls_of_one_answer_run_at_the_same_time_when_allowed()
    {
        ChatMessage two = new(ChatRole.Assistant, [.. Call("orders_status").Contents, .. Call("orders_status").Contents]);
        using ScriptedChatClient model = new("scripted", [two, Answer]);
        TaskCompletionSource bothStarted = new();
        var started = 0;
        var kernel = KernelWith(model, order => order);
        var wait = KernelFunctionFactory.CreateFromMethod(async () =>
        {
            if (Interlocked.Increment(ref started) == 2)
            {
                bothStarted.SetResult();
            }

            await bothStarted.Task.WaitAsync(TimeSpan.FromSeconds(10));
            return "met";
        }, "status");
        kernel.Plugins.Clear();
        kernel.Plugins.AddFromFunctions("orders", [wait]);
        await AskAsync(kernel, FunctionChoiceBehavior.Auto(options: new() { AllowConcurrentInvocation = true }));
        Assert.That(model.Requests[1][^1].Contents.OfType<FunctionResultContent>().Select(result => result.Result?.ToString()), Is.EqualTo(["met", "met"]));
    }

    [Test]
    public async Task A_failed_call_tells_the_model_that_it_failed_but_not_why()
    {
        using ScriptedChatClient model = new("scripted", [Call("orders_status"), Answer]);
        await AskAsync(KernelWith(model, _ => throw new InvalidOperationException("password=secret")), FunctionChoiceBehavior.Auto());
        Assert.That(ResultIn(model.Requests[1]), Does.StartWith("Error").And.Not.Contain("secret"));
    }

    [Test]
    public async Task A_call_of_an_unknown_function_is_answered_with_an_error()
    {
        using ScriptedChatClient model = new("scripted", [Call("orders_missing"), Answer]);
        await AskAsync(KernelWith(model, order => order), FunctionChoiceBehavior.Auto());
        Assert.That(ResultIn(model.Requests[1]), Does.StartWith("Error").And.Contain("orders_missing"));
    }

    [Test]
    public async Task A_required_call_is_required_once()
    {
        using ScriptedChatClient model = new("scripted", [Call("orders_status"), Answer]);
        await AskAsync(KernelWith(model, order => order), FunctionChoiceBehavior.Required());
        using var scope = Assert.EnterMultipleScope();
        Assert.That(model.Options[0]!.ToolMode, Is.EqualTo(ChatToolMode.RequireAny));
        Assert.That(model.Options[1]!.ToolMode, Is.Null);
    }

    [Test]
    public async Task A_model_that_never_stops_calling_is_asked_128_times()
    {
        using ScriptedChatClient model = new("scripted", [.. Enumerable.Repeat(0, 200).Select(_ => Call("orders_status"))]);
        await AskAsync(KernelWith(model, order => order), FunctionChoiceBehavior.Auto());
        Assert.That(model.Requests, Has.Count.EqualTo(128));
    }
}
#endif

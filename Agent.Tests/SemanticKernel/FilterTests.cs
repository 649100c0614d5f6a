using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using FunctionInvocationContext = Microsoft.SemanticKernel.FunctionInvocationContext;

namespace Agent.Tests.SemanticKernel;

internal sealed class FilterTests
{
    private static readonly KernelFunction Seven = KernelFunctionFactory.CreateFromMethod(() => 7, "seven");

    [Test]
    public async Task Filters_run_around_the_function_the_first_one_outermost()
    {
        List<string> log = [];
        Kernel kernel = new();
        kernel.FunctionInvocationFilters.Add(Around("outer", log));
        kernel.FunctionInvocationFilters.Add(Around("inner", log));
        await kernel.InvokeAsync(Seven);
        Assert.That(log, Is.EqualTo(["outer before", "inner before", "inner after 7", "outer after 7"]));
    }

    [Test]
    public async Task Filters_registered_in_the_container_are_found()
    {
        List<string> log = [];
        ServiceCollection services = new();
        services.AddKernel();
        services.AddSingleton<IFunctionInvocationFilter>(Around("registered", log));
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<Kernel>().InvokeAsync(Seven);
        Assert.That(log, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_filter_may_change_the_arguments_and_the_result()
    {
        Kernel kernel = new();
        kernel.FunctionInvocationFilters.Add(new FunctionFilter(async (context, next) =>
        {
            context.Arguments["number"] = 20;
            await next(context);
            context.Result = new FunctionResult(context.Result, context.Result.GetValue<int>() + 1);
        }));
        var twice = KernelFunctionFactory.CreateFromMethod((int number) => number * 2, "twice");
        Assert.That(await kernel.InvokeAsync<int>(twice, new() { ["number"] = 1 }), Is.EqualTo(41));
    }

    [Test]
    public async Task A_filter_that_does_not_go_on_replaces_the_function()
    {
        Kernel kernel = new();
        kernel.FunctionInvocationFilters.Add(new FunctionFilter((context, _) =>
        {
            context.Result = new FunctionResult(context.Function, "refused");
            return Task.CompletedTask;
        }));
        var never = KernelFunctionFactory.CreateFromMethod(string () => throw new AssertionException("called"), "never");
        Assert.That(await kernel.InvokeAsync<string>(never), Is.EqualTo("refused"));
    }

    [Test]
    public async Task A_filter_may_turn_an_exception_into_a_result()
    {
        Kernel kernel = new();
        kernel.FunctionInvocationFilters.Add(new FunctionFilter(async (context, next) =>
        {
            try
            {
                await next(context);
            }
            catch (TimeoutException exception)
            {
                context.Result = new FunctionResult(context.Function, $"Error: {exception.Message}");
            }
        }));
        var slow = KernelFunctionFactory.CreateFromMethod(string () => throw new TimeoutException("too slow"), "slow");
        Assert.That(await kernel.InvokeAsync<string>(slow), Is.EqualTo("Error: too slow"));
    }

    [Test]
    public async Task Filters_see_the_kernel_the_function_and_the_token()
    {
        using CancellationTokenSource source = new();
        FunctionInvocationContext? seen = null;
        Kernel kernel = new();
        kernel.FunctionInvocationFilters.Add(new FunctionFilter((context, next) => next(seen = context)));
        await kernel.InvokeAsync(Seven, cancellationToken: source.Token);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(seen!.Kernel, Is.SameAs(kernel));
        Assert.That(seen.Function, Is.SameAs(Seven));
        Assert.That(seen.CancellationToken, Is.EqualTo(source.Token));
        Assert.That(seen.IsStreaming, Is.False);
    }

    [Test]
    public async Task Filters_run_for_a_function_called_as_a_tool()
    {
        List<string> log = [];
        Kernel kernel = new();
        kernel.FunctionInvocationFilters.Add(Around("tool", log));
        await ((AIFunction)Seven.WithKernel(kernel)).InvokeAsync();
        Assert.That(log, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Filters_run_around_a_stream()
    {
        var isStreaming = false;
        Kernel kernel = new();
        kernel.FunctionInvocationFilters.Add(new FunctionFilter((context, next) =>
        {
            isStreaming = context.IsStreaming;
            return next(context);
        }));
        var pieces = await kernel.InvokeStreamingAsync<int>(Seven).ToListAsync();
        using var scope = Assert.EnterMultipleScope();
        Assert.That(pieces, Is.EqualTo([7]));
        Assert.That(isStreaming, Is.True);
    }

    [Test]
    public async Task A_clone_keeps_the_filters()
    {
        List<string> log = [];
        Kernel kernel = new();
        kernel.FunctionInvocationFilters.Add(Around("kept", log));
        await kernel.Clone().InvokeAsync(Seven);
        Assert.That(log, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_prompt_filter_may_change_what_is_sent()
    {
        using ScriptedChatClient model = new("ok");
        var kernel = KernelWith(model);
        kernel.PromptRenderFilters.Add(new PromptFilter(async (context, next) =>
        {
            await next(context);
            context.RenderedPrompt += " Be brief.";
        }));
        await kernel.InvokePromptAsync("Greet.");
        Assert.That(model.Requests[0].Single().Text, Is.EqualTo("Greet. Be brief."));
    }

    [Test]
    public async Task A_prompt_filter_that_sets_a_result_spares_the_model()
    {
        using ScriptedChatClient model = new();
        var kernel = KernelWith(model);
        kernel.PromptRenderFilters.Add(new PromptFilter(async (context, next) =>
        {
            await next(context);
            context.Result = new FunctionResult(context.Function, "from the cache");
        }));
        using var scope = Assert.EnterMultipleScope();
        Assert.That(await kernel.InvokePromptAsync<string>("Greet."), Is.EqualTo("from the cache"));
        Assert.That(model.Requests, Is.Empty);
    }

    private static Kernel KernelWith(IChatClient client)
    {
        var builder = Kernel.CreateBuilder();
        builder.Services.AddSingleton(client);
        return builder.Build();
    }

    private static FunctionFilter Around(string name, List<string> log) => new(async (context, next) =>
    {
        log.Add($"{name} before");
        await next(context);
        log.Add($"{name} after {context.Result}");
    });

    private sealed class FunctionFilter(Func<FunctionInvocationContext, Func<FunctionInvocationContext, Task>, Task> run) : IFunctionInvocationFilter
    {
        public Task OnFunctionInvocationAsync(FunctionInvocationContext context, Func<FunctionInvocationContext, Task> next) => run(context, next);
    }

    private sealed class PromptFilter(Func<PromptRenderContext, Func<PromptRenderContext, Task>, Task> run) : IPromptRenderFilter
    {
        public Task OnPromptRenderAsync(PromptRenderContext context, Func<PromptRenderContext, Task> next) => run(context, next);
    }
}

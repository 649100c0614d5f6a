using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Microsoft.SemanticKernel;

/// <summary>A span and a duration per function call, under Semantic Kernel's names. Nothing is created while nobody listens.</summary>
internal static class FunctionTelemetry
{
    private const string SourceName = "Microsoft.SemanticKernel";
    private const string FunctionTag = "semantic_kernel.function.name";
    private const string ErrorTag = "error.type";

    private static readonly ActivitySource Source = new(SourceName);
    private static readonly Meter Meter = new(SourceName);

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "semantic_kernel.function.invocation.duration", "s", "Duration of a function");

    private static readonly Histogram<double> StreamingDuration = Meter.CreateHistogram<double>(
        "semantic_kernel.function.streaming.duration", "s", "Duration of a function whose result is streamed");

    private static readonly Histogram<long> PromptTokens = Meter.CreateHistogram<long>(
        "semantic_kernel.function.invocation.token_usage.prompt", "{token}", "Tokens a prompt function sent");

    private static readonly Histogram<long> CompletionTokens = Meter.CreateHistogram<long>(
        "semantic_kernel.function.invocation.token_usage.completion", "{token}", "Tokens a prompt function received");

    public static Call Start(KernelFunction function, bool isStreaming) => new(function, isStreaming ? StreamingDuration : Duration);

    public static void RecordTokens(KernelFunction function, string? modelId, long? prompt, long? completion)
    {
        if (!PromptTokens.Enabled && !CompletionTokens.Enabled)
        {
            return;
        }

        TagList tags = new() { { FunctionTag, function.Name }, { "semantic_kernel.function.model_id", modelId } };
        if (prompt is { } sent)
        {
            PromptTokens.Record(sent, tags);
        }

        if (completion is { } received)
        {
            CompletionTokens.Record(received, tags);
        }
    }

    /// <summary>One call of a function; disposing it ends the span and records the duration.</summary>
    internal readonly struct Call : IDisposable
    {
        private readonly KernelFunction _function;
        private readonly Histogram<double> _duration;
        private readonly State? _state;

        public Call(KernelFunction function, Histogram<double> duration)
        {
            _function = function;
            _duration = duration;
            var activity = Source.HasListeners() ? StartActivity(function) : null;
            _state = activity is not null || duration.Enabled ? new(activity, Stopwatch.GetTimestamp()) : null;
        }

        /// <summary>Always true, so that it can stand in an exception filter: the failing frame's stack stays whole.</summary>
        public bool Fail(Exception exception)
        {
            if (_state is not null)
            {
                _state.Error = exception;
            }

            return true;
        }

        public void Dispose()
        {
            if (_state is null)
            {
                return;
            }

            TagList tags = new() { { FunctionTag, _function.Name } };
            if (_state.Error is { } error)
            {
                tags.Add(ErrorTag, error.GetType().FullName);
                _state.Activity?.SetTag(ErrorTag, error.GetType().FullName);
                _state.Activity?.SetStatus(ActivityStatusCode.Error, error.Message);
            }

            _duration.Record(Stopwatch.GetElapsedTime(_state.Started).TotalSeconds, tags);
            _state.Activity?.Dispose();
        }

        private static Activity? StartActivity(KernelFunction function)
        {
            var activity = Source.StartActivity($"execute_tool {function.Name}");
            return activity?
                .AddTag("gen_ai.operation.name", "execute_tool")
                .AddTag("gen_ai.tool.name", function.Name)
                .AddTag("gen_ai.tool.description", function.Description);
        }

        private sealed class State(Activity? activity, long started)
        {
            public Activity? Activity { get; } = activity;

            public long Started { get; } = started;

            public Exception? Error { get; set; }
        }
    }
}

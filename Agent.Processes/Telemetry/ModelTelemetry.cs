using System.Collections.Concurrent;
using System.Diagnostics;
using Agent.Processes.Journal;
using Microsoft.Extensions.AI;

namespace Agent.Processes.Telemetry;

/// <summary>Tells of a model call: a span and measurements under the names of OpenTelemetry's conventions for generative AI.</summary>
internal static class ModelTelemetry
{
    /// <summary>By a model's name: there are as many as are configured.</summary>
    private static readonly ConcurrentDictionary<string, string> s_names = new(StringComparer.Ordinal);

    public static Activity? Start(string? model, string? provider, string prompt, string? version, ActivityScope scope)
    {
        if (!RuntimeTelemetry.Source.HasListeners())
        {
            return null;
        }

        return RuntimeTelemetry.Source.StartActivity(s_names.GetOrAdd(model ?? "unknown", static model => $"{TelemetryNames.Chat} {model}"), ActivityKind.Client)?
            .AddTag(TelemetryNames.Operation, TelemetryNames.Chat)
            .AddTag(TelemetryNames.Provider, provider ?? "unknown")
            .AddKnown(TelemetryNames.RequestModel, model)
            .AddKnown(TelemetryNames.ConversationId, scope.Conversation?.Key.Id)
            .AddTag(TelemetryNames.Prompt, prompt)
            .AddKnown(TelemetryNames.PromptVersion, version)
            .AddTag(TelemetryNames.StepPath, scope.Step);
    }

    /// <summary>Ends the span with what came of the call.</summary>
    /// <param name="activity">The span; null when nobody listens to spans.</param>
    /// <param name="record">The call as journaled.</param>
    /// <param name="model">The model that was asked.</param>
    /// <param name="messages">What was sent.</param>
    /// <param name="faultClass">The class of its failure; null when it went well, or when nobody waited for it any more.</param>
    public static void End(Activity? activity, ActivityRecord record, string? model, IReadOnlyList<ChatMessage> messages, string? faultClass = null)
    {
        Measure(record, model ?? "unknown");
        if (activity is null)
        {
            return;
        }

        activity.AddKnown(TelemetryNames.ResponseModel, record.Model)
            .AddKnown(TelemetryNames.InputTokens, record.InputTokens)
            .AddKnown(TelemetryNames.CachedInputTokens, record.CachedInputTokens)
            .AddKnown(TelemetryNames.OutputTokens, record.OutputTokens)
            .AddKnown(TelemetryNames.CostUsd, (double?)record.CostUsd);
        if (record.Fault is { } fault)
        {
            activity.SetTag(TelemetryNames.ErrorType, fault.Type).SetTag(TelemetryNames.Fault, faultClass).SetStatus(ActivityStatusCode.Error);
        }

        if (TelemetryContent.Mask is { } mask)
        {
            // The system text is known by its version.
            activity.SetTag(TelemetryNames.InputMessages, mask(messages is [.., var last] ? last.Text : ""));
            activity.SetTag(TelemetryNames.OutputMessages, mask(record.Response?.GetRawText() ?? ""));
        }

        activity.Dispose();
    }

    /// <summary>Adds a tag that is not there yet, where there is something to say.</summary>
    private static Activity AddKnown(this Activity activity, string name, object? value) => value is null ? activity : activity.AddTag(name, value);

    private static void Measure(ActivityRecord record, string model)
    {
        if (!RuntimeMetrics.ModelDuration.Enabled)
        {
            return;
        }

        var (asked, prompt) = (new KeyValuePair<string, object?>(TelemetryNames.RequestModel, model), new KeyValuePair<string, object?>(TelemetryNames.Prompt, record.Name));
        TagList tags = [new(TelemetryNames.Operation, TelemetryNames.Chat), asked, prompt];
        if (record.Fault is { } fault)
        {
            tags.Add(TelemetryNames.ErrorType, fault.Type);
        }

        RuntimeMetrics.ModelDuration.Record(record.DurationMs / 1000, tags);
        Add("input", (record.InputTokens ?? 0) - (record.CachedInputTokens ?? 0));
        Add("cached", record.CachedInputTokens ?? 0);
        Add("output", record.OutputTokens ?? 0);
        if (record.CostUsd is { } cost)
        {
            RuntimeMetrics.Cost.Add((double)cost, asked, prompt);
        }
        else if (record.Fault is null)
        {
            RuntimeMetrics.UnpricedCalls.Add(1, asked);
        }

        void Add(string kind, long tokens)
        {
            if (tokens > 0)
            {
                RuntimeMetrics.Tokens.Add(tokens, asked, prompt, new(TelemetryNames.TokenType, kind));
            }
        }
    }
}

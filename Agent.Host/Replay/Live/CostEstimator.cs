using Agent.Host.Models;
using Agent.Host.Replay.Recordings;
using Agent.Processes.Costs;
using Agent.Processes.Prompts;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;

namespace Agent.Host.Replay.Live;

/// <summary>
/// Estimates what it costs to hold conversations anew, from how they went when they were recorded: every message is classified twice by the small model, and the large one is
/// asked once for each recorded call and once for the answer, with all that was said before. Four bytes are taken for a token.
/// </summary>
internal sealed class CostEstimator
{
    private const int BytesPerToken = 4;
    private const int VerdictTokens = 45;
    private const int CallTokens = 60;

    private readonly long _guardrail;
    private readonly long _triage;
    private readonly long _agent;
    private readonly long _judge;
    private (long Conversations, long SmallCalls, long SmallIn, long SmallOut, long LargeCalls, long LargeIn, long LargeOut) _sum;

    public CostEstimator(PromptLibrary prompts, Kernel kernel, string? judge)
    {
        _guardrail = BytesOf(prompts[PromptNames.InputGuardrail]);
        _triage = BytesOf(prompts[PromptNames.Triage]);
        _agent = BytesOf(prompts[PromptNames.OrdersAgent]) + kernel.Plugins.SelectMany(plugin => plugin).Sum(tool => Bytes(tool.Name) + Bytes(tool.Description) + Bytes(tool.JsonSchema.GetRawText()));
        _judge = judge is null ? 0 : prompts.Prompts.Where(prompt => prompt.Name == judge).Select(BytesOf).FirstOrDefault();
    }

    /// <summary>Adds a conversation.</summary>
    public void Add(RecordedConversation recording)
    {
        _sum.Conversations++;
        long history = 0;
        var wasCustomers = false;
        foreach (var message in recording.Messages)
        {
            var text = Bytes(message.Text);
            if (message.Role == RecordedMessage.User)
            {
                Classify(_guardrail + text);
                Classify(_triage + text);
                if (wasCustomers)
                {
                    AskLarge(history + text, CallTokens); // two messages in a row: an answer was given in between, or is now
                }
            }
            else
            {
                foreach (var call in message.Calls)
                {
                    AskLarge(history, CallTokens);
                    history += Bytes(call.Tool) + Bytes(call.Arguments.ToJsonString()) + Bytes(call.Result);
                }

                if (text > 0)
                {
                    AskLarge(history, text / BytesPerToken);
                    if (_judge > 0)
                    {
                        Classify(_judge + (2 * text));
                    }
                }
            }

            wasCustomers = message.Role == RecordedMessage.User;
            history += text;
        }
    }

    /// <summary>The estimate.</summary>
    /// <param name="samples">How often each conversation is held.</param>
    /// <param name="stages">The versions that are asked.</param>
    /// <param name="prices">The prices.</param>
    /// <param name="now">The time.</param>
    /// <param name="isBatched">Whether calls go through a batch endpoint.</param>
    public CostEstimate Sum(int samples, IReadOnlyList<LiveStage> stages, PriceList prices, DateTimeOffset now, bool isBatched)
    {
        var options = new ChatOptions { AdditionalProperties = new() { [PriceList.Batch] = isBatched } };
        decimal? cost = 0;
        var models = new List<string>();
        foreach (var stage in stages)
        {
            var (small, large) = (NameOf(stage.Model(ModelServiceIds.Small)), NameOf(stage.Model(ModelServiceIds.Large)));
            cost += samples * (prices.CostOf(small, small, now, Usage(_sum.SmallIn, _sum.SmallOut), options) + prices.CostOf(large, large, now, Usage(_sum.LargeIn, _sum.LargeOut), options));
            models.AddRange([small, large]);
        }

        var times = (long)samples * stages.Count;
        return new(_sum.Conversations, samples, times * (_sum.SmallCalls + _sum.LargeCalls), times * (_sum.SmallIn + _sum.LargeIn), times * (_sum.SmallOut + _sum.LargeOut), cost, [.. models.Distinct()]);
    }

    private void Classify(long bytes)
    {
        _sum.SmallCalls++;
        _sum.SmallIn += bytes / BytesPerToken;
        _sum.SmallOut += VerdictTokens;
    }

    private void AskLarge(long history, long output)
    {
        _sum.LargeCalls++;
        _sum.LargeIn += (_agent + history) / BytesPerToken;
        _sum.LargeOut += output;
    }

    private static UsageDetails Usage(long input, long output) => new() { InputTokenCount = input, OutputTokenCount = output };

    private static string NameOf(IChatClient client) => (client.GetService(typeof(ChatClientMetadata)) as ChatClientMetadata)?.DefaultModelId ?? "an unnamed model";

    private static long BytesOf(Prompt prompt) => Bytes(prompt.Config.Template) + prompt.Examples.Sum(example => Bytes(example.Input) + Bytes(example.Answer)) + Bytes(prompt.Schema?.Json.GetRawText());

    private static long Bytes(string? text) => text is null ? 0 : System.Text.Encoding.UTF8.GetByteCount(text);
}

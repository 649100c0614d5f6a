using System.Text;
using Agent.Processes.Costs.Budgets;
using Agent.Processes.Prompts;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel;

namespace Agent.Processes.Workflows.Support.Specialists;

/// <summary>
/// Keeps what a model is sent short: once the messages since the last summary are too many, the older half of them is summarised. In between nothing moves, so each call
/// begins with all that the one before sent, and a provider that caches prompts is paid for the new part alone.
/// </summary>
internal sealed class TalkSummarizer(PromptLibrary prompts, IOptions<SupportOptions> options)
{
    /// <summary>A longer summary is cut off.</summary>
    private const int MaxSummaryCharacters = 4_000;

    /// <summary>The start of a tool's result says what it was about; the whole of it can be looked up again.</summary>
    private const int MaxResultCharacters = 600;

    private const int MaxTextCharacters = 4_000;
    private const int CharactersPerToken = 4;

    /// <summary>Less than this a summary would hardly shorten.</summary>
    private const int LeastWorthwhileCharacters = 1_000;

    /// <summary>Summarises if it is time to, and if the model has something to say.</summary>
    /// <param name="kernel">The step's kernel.</param>
    /// <param name="memory">The memory, whose last entry is what the customer just wrote.</param>
    /// <param name="summaries">Where the summary goes, behind those before.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task SummarizeAsync(Kernel kernel, AppendOnlyLog<AgentMessage> memory, AppendOnlyLog<TalkSummary> summaries, CancellationToken cancellationToken)
    {
        var rest = TalkSummary.Rest(memory, TalkSummary.Last(summaries));
        var kept = IsTooLong(rest, 1) ? FirstKept(rest) : 0;
        if (kept > 0)
        {
            await SummarizeAsync(kernel, memory, summaries, rest, kept, cancellationToken);
        }
    }

    /// <summary>
    /// Asks a model that is told the memory. Where a budget has no room for that and the policy is to summarise first, everything but the last exchange is summarised and the model asked
    /// again; what does not fit then either goes the way of the next policy.
    /// </summary>
    /// <typeparam name="T">What it answers.</typeparam>
    /// <param name="kernel">The step's kernel.</param>
    /// <param name="memory">The memory.</param>
    /// <param name="summaries">Where the summary goes, behind those before.</param>
    /// <param name="ask">Asks; true when it can be asked with less.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    public async Task<T> AskAsync<T>(
        Kernel kernel, AppendOnlyLog<AgentMessage> memory, AppendOnlyLog<TalkSummary> summaries, Func<bool, Task<T>> ask, CancellationToken cancellationToken)
    {
        var rest = TalkSummary.Rest(memory, TalkSummary.Last(summaries));
        var kept = LastExchange(rest);
        if (rest.Take(kept).Sum(Length) < LeastWorthwhileCharacters)
        {
            return await ask(false);
        }

        try
        {
            return await ask(true);
        }
        catch (RequestTooDearException)
        {
            await TrySummarizeAsync(kernel, memory, summaries, rest, kept, cancellationToken);
        }

        return await ask(false);
    }

    private async Task TrySummarizeAsync(
        Kernel kernel, AppendOnlyLog<AgentMessage> memory, AppendOnlyLog<TalkSummary> summaries, IReadOnlyList<AgentMessage> rest, int kept, CancellationToken cancellationToken)
    {
        try
        {
            await SummarizeAsync(kernel, memory, summaries, rest, kept, cancellationToken);
        }
        catch (BudgetExceededException)
        {
            // There is no room for the summary either. A cheaper model may still be asked with all of it.
        }
    }

    private async Task SummarizeAsync(
        Kernel kernel, AppendOnlyLog<AgentMessage> memory, AppendOnlyLog<TalkSummary> summaries, IReadOnlyList<AgentMessage> rest, int kept, CancellationToken cancellationToken)
    {
        var prompt = prompts.For(kernel, PromptNames.ConversationSummary, null);
        var messages = await prompt.OpenAsync(kernel, null, cancellationToken);
        messages.Add(new(ChatRole.User, Written(TalkSummary.Last(summaries), rest.Take(kept))));
        var response = await kernel.GetRequiredService<IChatClient>(prompt.ServiceId).GetResponseAsync(messages, prompt.CreateOptions(kernel), cancellationToken);
        if (Cut(response.Text.Trim(), MaxSummaryCharacters) is { Length: > 0 } text)
        {
            summaries.Add(new(text, memory.Total - rest.Count + kept));
        }
    }

    /// <summary>
    /// The first message of the customer behind which at most half of what is allowed follows. The exchange before the last message is kept in any case: "yes" means
    /// nothing without it.
    /// </summary>
    private int FirstKept(IReadOnlyList<AgentMessage> rest)
    {
        var starts = StartsOf(rest);
        return starts is [.., _, var last] ? Math.Min(LastExchange(rest), starts.FirstOrDefault(index => !IsTooLong(rest.Skip(index), 2), last)) : 0;
    }

    /// <summary>Where the last exchange before the customer's last message begins, or that message where there is but one before; 0 where there is none.</summary>
    private static int LastExchange(IReadOnlyList<AgentMessage> rest) => StartsOf(rest) is [.., var before, var last] ? (before > 0 ? before : last) : 0;

    private static int[] StartsOf(IReadOnlyList<AgentMessage> rest) => [.. Enumerable.Range(0, rest.Count).Where(index => rest[index].Role == AgentMessage.User)];

    private bool IsTooLong(IEnumerable<AgentMessage> entries, int share)
    {
        var (count, characters) = entries.Aggregate((0, 0), (sum, entry) => (sum.Item1 + 1, sum.Item2 + Length(entry)));
        return count > options.Value.SummarizeAfterEntries / share || characters / CharactersPerToken > options.Value.SummarizeAfterTokens / share;
    }

    private static int Length(AgentMessage entry) =>
        (entry.Text?.Length ?? 0) + (entry.Result?.Length ?? 0) + (entry.Arguments is { } arguments ? arguments.GetRawText().Length : 0);

    private static string Written(TalkSummary? summary, IEnumerable<AgentMessage> entries)
    {
        var text = new StringBuilder().Append("Summary so far:\n").Append(summary?.Text ?? "none").Append("\n\nWhat came after it:\n");
        foreach (var entry in entries)
        {
            if (entry.Text is { Length: > 0 } said)
            {
                text.Append(entry.Role == AgentMessage.User ? "Customer: " : "Assistant: ").Append(Cut(said, MaxTextCharacters)).Append('\n');
            }

            if (entry.Role == AgentMessage.Call)
            {
                text.Append("Tool ").Append(entry.Tool).Append(' ').Append(Cut(entry.Arguments?.GetRawText() ?? "{}", MaxResultCharacters)).Append(": ")
                    .Append(Cut(entry.Result ?? "", MaxResultCharacters)).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string Cut(string text, int length)
    {
        if (text.Length <= length)
        {
            return text;
        }

        return text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
    }
}

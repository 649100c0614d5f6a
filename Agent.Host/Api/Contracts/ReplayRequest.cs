using System.Text.Json;
using Agent.Host.Replay;
using Agent.Host.Replay.Command;
using Agent.Host.Replay.Decisions;
using Agent.Host.Replay.Jobs;

namespace Agent.Host.Api.Contracts;

/// <summary>Starts a replay of many conversations.</summary>
public sealed record ReplayRequest
{
    /// <summary><c>exact</c>, <c>decisions</c>, <c>policies</c>, <c>effects</c> or <c>live</c>, which asks the models through the provider's batch endpoint, within days.</summary>
    public required string Mode { get; set; }

    /// <summary>Only conversations of this customer.</summary>
    public string? CustomerId { get; set; }

    /// <summary>Only conversations held on this channel.</summary>
    public string? Channel { get; set; }

    /// <summary>Only conversations begun at this time or later.</summary>
    public DateTimeOffset? Since { get; set; }

    /// <summary>Only conversations begun before this time.</summary>
    public DateTimeOffset? Until { get; set; }

    /// <summary>At most this many conversations.</summary>
    public int? Limit { get; set; }

    /// <summary>Recordings to replay in place of the tenant's own conversations.</summary>
    public IReadOnlyList<JsonElement>? Recordings { get; set; }

    /// <summary>Policies to try out: the text of the file.</summary>
    public string? Policies { get; set; }

    /// <summary>Prompts to try out: the text of the file.</summary>
    public string? Prompts { get; set; }

    /// <summary>The version of the workflow to try out.</summary>
    public string? WorkflowVersion { get; set; }

    /// <summary>True to compare with what the service decides today, false (the default) with what was decided then.</summary>
    public bool AgainstToday { get; set; }

    /// <summary>Who agrees to what has to be approved: <c>as-recorded</c> (the default), <c>approve</c>, <c>deny</c>, <c>rule</c> or <c>ground-truth</c>.</summary>
    public string? Approvals { get; set; }

    /// <summary>Rules for approvals, such as <c>by=operator, amount&lt;=200</c>: a call that one of them holds for is agreed to, any other is not.</summary>
    public IReadOnlyList<string>? ApproveIf { get; set; }

    /// <summary>Where the recording does not have what a step asks for: <c>nearest</c> (the default), <c>stop</c> or <c>ask</c>, which asks the configured model.</summary>
    public string? OnDivergence { get; set; }

    /// <summary>For <c>live</c>: the most it may cost, in US dollars. Needed there.</summary>
    public decimal? BudgetUsd { get; set; }

    /// <summary>For <c>live</c>: how often each conversation is held, 1 (the default) to 100.</summary>
    public int? Samples { get; set; }

    /// <summary>For <c>live</c>: the small model to try out; the service's own by default.</summary>
    public string? SmallModel { get; set; }

    /// <summary>For <c>live</c>: the large model to try out; the service's own by default.</summary>
    public string? LargeModel { get; set; }

    internal Dictionary<string, string[]> FindFaults()
    {
        var faults = new Dictionary<string, string[]>();
        if (!IsOneOf<ReplayMode>(Mode, out var mode))
            faults["mode"] = [$"mode must be one of {string.Join(", ", Enum.GetNames<ReplayMode>().Select(name => name.ToLowerInvariant()))}."];
        if (mode is ReplayMode.Live && BudgetUsd is not (> 0 and <= 1_000_000))
            faults["budgetUsd"] = ["budgetUsd must say how many US dollars a live replay may cost, up to 1000000."];
        if (mode is not ReplayMode.Live && (BudgetUsd ?? Samples) is not null)
            faults["budgetUsd"] = ["budgetUsd and samples are for mode live, which alone asks models in earnest."];
        if (mode is not ReplayMode.Live && (SmallModel ?? LargeModel) is not null)
            faults["largeModel"] = ["smallModel and largeModel are for mode live, which alone asks models in earnest."];
        if (Samples is < 1 or > 100)
            faults["samples"] = ["samples must be from 1 to 100."];
        if (Approvals is not null && !ReplayArguments.Approvals.ContainsKey(Approvals))
            faults["approvals"] = [$"approvals must be one of {string.Join(", ", ReplayArguments.Approvals.Keys)}."];
        if (OnDivergence is not null && !IsOneOf<DivergenceChoice>(OnDivergence, out _))
            faults["onDivergence"] = [$"onDivergence must be one of {string.Join(", ", Enum.GetNames<DivergenceChoice>().Select(name => name.ToLowerInvariant()))}."];
        if (Limit is < 1 or > ReplayJobs.MostConversations)
            faults["limit"] = [$"limit must be from 1 to {ReplayJobs.MostConversations}."];
        if (Recordings is { Count: 0 })
            faults["recordings"] = ["recordings must hold at least one, or be left out."];
        if (Since >= Until)
            faults["since"] = ["since must be before until."];
        return faults;
    }

    internal ReplayJob ToJob()
    {
        _ = IsOneOf<ReplayMode>(Mode, out var mode);
        var candidate = new SortedDictionary<string, string>(StringComparer.Ordinal);
        _ = IsOneOf<DivergenceChoice>(OnDivergence ?? "nearest", out var onDivergence);
        Add(candidate, Variant.PoliciesText, Policies);
        Add(candidate, Variant.PromptsText, Prompts);
        Add(candidate, Variant.Workflow, WorkflowVersion);
        Add(candidate, "Model:Small", SmallModel);
        Add(candidate, "Model:Large", LargeModel);
        return new()
        {
            Mode = mode,
            Recordings = Recordings,
            Filter = new() { CustomerId = CustomerId, Channel = Channel, Since = Since, Until = Until, Limit = Limit ?? ReplayJobs.MostConversations },
            Approvals = Approvals is { } approvals ? ReplayArguments.Approvals[approvals] : ApproveIf is { Count: > 0 } ? ReplayApprovals.Rule : ReplayApprovals.AsRecorded,
            ApproveIf = ApproveIf ?? [],
            OnDivergence = onDivergence,
            Candidate = candidate,
            Samples = Samples ?? 1,
            BudgetUsd = BudgetUsd,
            Baseline = AgainstToday ? new SortedDictionary<string, string>(StringComparer.Ordinal) : null,
        };
    }

    private static void Add(SortedDictionary<string, string> settings, string name, string? value)
    {
        if (value is not null)
            settings[name] = value;
    }

    private static bool IsOneOf<T>(string text, out T value) where T : struct, Enum => Enum.TryParse(text, ignoreCase: true, out value) && Enum.IsDefined(value) && !text.Any(char.IsAsciiDigit);
}

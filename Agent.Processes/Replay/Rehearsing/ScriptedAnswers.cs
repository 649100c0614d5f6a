using System.Text.Json;
using Agent.Processes.Journal;
using Agent.Processes.Prompts;
using Agent.Processes.Steps.Tools;
using static Agent.Processes.Replay.Rehearsing.ActivityTexts;

namespace Agent.Processes.Replay.Rehearsing;

/// <summary>
/// Answers the models and tools of a rehearsal from the script. A model's answer is the next one of its prompt in this turn. A tool's is that of the call with the same
/// arguments: the very call, or else, for the facts of a policy, the latest before. What is not on record is noted, and answered as the terms say.
/// </summary>
/// <param name="script">What is on record.</param>
/// <param name="terms">What happens with what is not.</param>
/// <param name="confirms">The customer's answer to the question that is open, where the terms give it; null where the recording does.</param>
internal sealed class ScriptedAnswers(RehearsalScript script, RehearsalTerms terms, Func<bool?> confirms) : IRehearsalAnswers
{
    /// <summary>What a tool says whose call is not on record.</summary>
    public const string NotOnRecord = "this is a replay, and no such call is on record; nothing was done";

    private const string NoSummary = "Nothing is on record.";

    /// <summary>The prompts whose answers no customer sees.</summary>
    private static readonly string[] s_inner = [PromptNames.InputGuardrail, PromptNames.Triage, PromptNames.Confirmation, PromptNames.ConversationSummary];

    private readonly Lock _lock = new();
    private readonly List<(ActivityRecord Activity, int Turn)> _all = [.. script.Turns.SelectMany(turn => turn.Activities.Select(activity => (activity, turn.Number)))];
    private readonly string?[] _spelled = [.. script.Turns.SelectMany(turn => turn.Activities).Select(activity => activity.Kind == ActivityKinds.Tool ? Spelled(activity.Request) : null)];
    private readonly HashSet<ActivityRecord> _served = new(ReferenceEqualityComparer.Instance);
    private readonly List<UnrecordedRequest> _unrecorded = [];
    private ScriptedTurn _turn = script.Turns[0];
    private int _place = -1;
    private string _lastText = "";

    public DateTimeOffset Now => _turn.At;

    public IReadOnlyList<UnrecordedRequest> Unrecorded => _unrecorded;

    /// <summary>True once something was asked for that ends the rehearsal.</summary>
    public bool IsStopped { get; private set; }

    public void Begin(ScriptedTurn turn) => _turn = turn;

    public ActivityRecord? Serve(ActivityRecord asked, Func<JsonElement>? request = null)
    {
        lock (_lock)
        {
            return asked.Kind == ActivityKinds.Tool ? ServeTool(asked) : ServeModel(asked);
        }
    }

    public bool Has(ActivityRecord asked) => false;

    private ActivityRecord? ServeModel(ActivityRecord asked)
    {
        // Of a recording of others nothing is known of these; whoever wants to know asks the model.
        var isAsked = !script.IsOurs && terms.Unrecorded is UnrecordedChoice.Ask && s_inner.Contains(asked.Name);
        if (isAsked)
        {
            return null;
        }

        var open = _turn.Activities.Where(activity => activity.Kind == ActivityKinds.Model && !_served.Contains(activity)).ToList();
        var found = open.Find(activity => activity.Name == asked.Name && activity.RequestDigest is not null && activity.RequestDigest == asked.RequestDigest)
            ?? open.Find(activity => activity.Name == asked.Name)
            ?? (s_inner.Contains(asked.Name) ? null : open.Find(activity => !s_inner.Contains(activity.Name) && !HasCalls(activity)));
        if (asked.Name == PromptNames.Confirmation && confirms() is { } agrees)
        {
            _ = found is not null && _served.Add(found); // whatever was said then
            return asked with { Response = ScriptedActivities.Model(asked.Name, $$"""{"decision":"{{(agrees ? "confirm" : "decline")}}","reason":"The replay says so."}""").Response };
        }

        if (found is not null)
        {
            _served.Add(found);
            _place = Math.Max(_place, _all.FindIndex(one => ReferenceEquals(one.Activity, found)));
            _lastText = s_inner.Contains(asked.Name) ? _lastText : TextOf(found) ?? _lastText;
            return RecordedActivities.Answered(asked, found);
        }

        if (!script.IsOurs && asked.Name == PromptNames.ConversationSummary)
        {
            return asked with { Response = ScriptedActivities.Model(asked.Name, NoSummary).Response };
        }

        if (!script.IsOurs && !s_inner.Contains(asked.Name) && FindSilence(asked) is { } silence)
        {
            return silence;
        }

        return Unknown(asked, $"model, prompt {asked.Name}") ?? Nearest(asked);
    }

    /// <summary>
    /// Some recordings end with a call, or hold several messages of a customer in a row: where the recorded agent said nothing, ours says nothing, and behind the
    /// last thing it did there is nothing to compare.
    /// </summary>
    private ActivityRecord? FindSilence(ActivityRecord asked)
    {
        if (!_turn.Activities.Any(activity => activity.Kind == ActivityKinds.Model && !s_inner.Contains(activity.Name)))
        {
            return asked with { Response = ScriptedActivities.Model(asked.Name, "").Response };
        }

        if (ReferenceEquals(_turn, script.Turns[^1]) && _turn.Activities.LastOrDefault(activity => activity.Kind == ActivityKinds.Model) is { } last && HasCalls(last))
        {
            IsStopped = true;
            throw new RecordedException("NotRecorded", "The recording ends here.");
        }

        return null;
    }

    private ActivityRecord ServeTool(ActivityRecord asked)
    {
        var wanted = Spelled(asked.Request);
        var same = Enumerable.Range(0, _all.Count).Where(index => _spelled[index] == wanted && _all[index].Activity.Name == asked.Name).ToList();
        var isFact = asked.Step.EndsWith("eligibility", StringComparison.Ordinal);
        var found = same.Where(index => _all[index].Turn == _turn.Number && !_served.Contains(_all[index].Activity) && Fits(_all[index].Activity, asked, isFact)).Select(index => (int?)index).FirstOrDefault();
        if (found is { } own)
        {
            _served.Add(_all[own].Activity);
            _place = Math.Max(_place, own);
            return RecordedActivities.Answered(asked, _all[own].Activity);
        }

        if (terms.Derive(CallOf(asked), CallsUpTo(_place), CallsAfter(_place)) is { } derived)
        {
            return asked with { Response = JsonSerializer.SerializeToElement(derived) };
        }

        var before = same.Where(index => index <= _place).Select(index => (int?)index).LastOrDefault() ?? same.Select(index => (int?)index).FirstOrDefault();
        if (before is { } earlier)
        {
            return RecordedActivities.Answered(asked, _all[earlier].Activity);
        }

        // What a policy looks up is not taken from a call about something else: its verdict would be one on other facts.
        if (!isFact && terms.Unrecorded is UnrecordedChoice.Nearest && NearestCall.Find(_all.Select(one => one.Activity), asked) is { } nearest)
        {
            _unrecorded.Add(new(_turn.Number, $"tool {asked.Name} {wanted}", $"the answer to {Spelled(nearest.Request)}"));
            return RecordedActivities.Answered(asked, nearest);
        }

        return Unknown(asked, $"tool {asked.Name} {wanted}") is null && !IsStopped
            ? asked with { Response = JsonSerializer.SerializeToElement($"{ToolText.ErrorPrefix} {NotOnRecord}") }
            : throw new RecordedException("NotRecorded", "The rehearsal ends here.");
    }

    /// <summary>Whether the recorded call is the very one: made by the same step, where that is on record; a fact is looked up beside the recorded calls of others.</summary>
    private static bool Fits(ActivityRecord recorded, ActivityRecord asked, bool isFact) => recorded.Step == RehearsalScript.AnyStep ? !isFact : recorded.Step == asked.Step;

    /// <summary>Notes what is not on record.</summary>
    private ActivityRecord? Unknown(ActivityRecord asked, string what)
    {
        IsStopped |= terms.Unrecorded is UnrecordedChoice.Stop;
        var answer = terms.Unrecorded switch
        {
            UnrecordedChoice.Stop => "the replay ended",
            UnrecordedChoice.Ask when asked.Kind == ActivityKinds.Model => "the model was asked",
            _ when asked.Kind == ActivityKinds.Tool => "a refusal",
            _ => "the nearest answer",
        };
        _unrecorded.Add(new(_turn.Number, what, answer));
        return null;
    }

    private ActivityRecord? Nearest(ActivityRecord asked)
    {
        if (IsStopped)
        {
            throw new RecordedException("NotRecorded", "The rehearsal ends here.");
        }

        if (terms.Unrecorded is UnrecordedChoice.Ask)
        {
            return null;
        }

        var earlier = _all.FindLast(one => one.Activity.Kind == ActivityKinds.Model && one.Activity.Name == asked.Name && s_inner.Contains(asked.Name)).Activity;
        var text = asked.Name switch
        {
            PromptNames.InputGuardrail => """{"verdict":"allow","reason":"It was answered."}""",
            PromptNames.Confirmation => """{"decision":"other","reason":"Nothing is on record."}""",
            PromptNames.Triage when earlier is null => """{"category":"orders","priority":"normal","language":"en","closing":false,"reason":"Nothing is on record."}""",
            PromptNames.Triage => TextOf(earlier)!,
            PromptNames.ConversationSummary => NoSummary,
            _ => _lastText,
        };
        return asked with { Response = ScriptedActivities.Model(asked.Name, text).Response };
    }

    private List<ScriptedCall> CallsUpTo(int place) => [.. _all.Take(place + 1).Where(one => one.Activity.Kind == ActivityKinds.Tool).Select(one => CallOf(one.Activity))];

    private List<ScriptedCall> CallsAfter(int place) => [.. _all.Skip(place + 1).Where(one => one.Activity.Kind == ActivityKinds.Tool).Select(one => CallOf(one.Activity))];
}

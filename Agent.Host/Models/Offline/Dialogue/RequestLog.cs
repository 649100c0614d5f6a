using Agent.Host.Models.Offline.Language;
using Agent.Host.Models.Offline.Reading;

namespace Agent.Host.Models.Offline.Dialogue;

/// <summary>Keeps what the customer asked for in order, and decides which request new words belong to.</summary>
internal sealed class RequestLog(Facts facts)
{
    private readonly Dictionary<string, Outcome> _byCall = [];
    private Request? _current;
    private int _heard;

    public List<Request> Requests { get; } = [];

    /// <summary>Parts that came without any request, such as "it's about order #W1", for the next request to use.</summary>
    public List<Segment> Orphans { get; } = [];

    /// <summary>The request taken back by the last message.</summary>
    public Request? JustWithdrawn { get; private set; }

    public IEnumerable<Request> Open => Requests.Where(request => !request.IsClosed);

    public IEnumerable<Outcome> Unreported => Requests.SelectMany(r => r.Outcomes).Where(o => !o.IsReported && !o.IsOpen);

    public void Hear(Utterance utterance, Asked asked)
    {
        JustWithdrawn = null;
        _heard++;
        foreach (var part in utterance.Segments)
            Hear(part, utterance, asked);
    }

    /// <summary>A consequential call in the history, ours or one that the workflow repeated to carry it out.</summary>
    public void Propose(string tool, string signature, IDictionary<string, object?> arguments, string callId)
    {
        var request = RequestFor(tool);
        var orderId = tool is ToolNames.CreateTicket or ToolNames.Transfer ? "" : OrderIds.Normal(Arguments.Text(arguments, "order_id"));
        var outcome = request.Outcomes.Find(o => o.Signature == signature && o.IsOpen);
        if (outcome is null)
        {
            outcome = new Outcome { Tool = tool, Signature = signature, OrderId = orderId, Arguments = arguments };
            request.Outcomes.Add(outcome);
        }

        _byCall[callId] = outcome;
    }

    /// <returns>Whether the call was carried out.</returns>
    public bool Settle(string callId, string text)
    {
        if (!_byCall.TryGetValue(callId, out var outcome))
            return false;
        outcome.Receive(text);
        return outcome.State is OutcomeState.Done;
    }

    /// <summary>The assistant has spoken: what was settled is told, and questions are answered unless something was asked back.</summary>
    public void Answered(Asked asked, bool hasCalls)
    {
        foreach (var outcome in Unreported.ToArray())
            outcome.IsReported = true;
        if (hasCalls || asked is Asked.WhoAreYou)
            return;
        foreach (var request in Requests)
        {
            if (RequestKinds.IsQuestion(request.Kind) && asked is not Asked.WhichOrder)
                request.IsClosed = true;
        }

        // A question about the rest of a request keeps it open.
        if (asked is Asked.Nothing)
            CloseSettled();
    }

    private void Hear(Segment part, Utterance utterance, Asked asked)
    {
        if (part.Withdraws || IsChangeOfMind(part, asked))
            Withdraw(part);
        else if (part.Kind is RequestKind.None)
            Continue(part, asked);
        else
            Ask(part, utterance);
    }

    private bool IsChangeOfMind(Segment part, Asked asked) =>
        part.Kind is RequestKind.None && part.Has(Concept.ChangedMind) && asked is not Asked.WhyCancel && _current is { IsClosed: false };

    private void Withdraw(Segment part)
    {
        var target = part.Kind is RequestKind.None
            ? OpenCurrent()
            : Requests.FindLast(r => !r.IsClosed && RequestKinds.Merge(r.Kind, part.Kind) is not RequestKind.None);
        if (target is null)
            return;
        (target.IsClosed, target.IsWithdrawn) = (true, true);
        JustWithdrawn = target;
    }

    private Request? OpenCurrent() => _current is { IsClosed: false } ? _current : Requests.FindLast(r => !r.IsClosed);

    /// <summary>A question is about the first of what the customer spoke of last.</summary>
    private Request? AskedAbout() => Open.Where(r => !RequestKinds.IsQuestion(r.Kind)).MaxBy(r => r.LastHeard) ?? OpenCurrent();

    private void Continue(Segment part, Asked asked)
    {
        if ((asked is Asked.Nothing ? OpenCurrent() : AskedAbout()) is { } open)
        {
            open.Add(part);
            open.LastHeard = _heard;
            if (asked is Asked.WhyCancel && open.CancelReason is null && part.To > part.From)
                open.GiveReason("no longer needed");
            return;
        }

        if (_current is { IsClosed: true, IsWithdrawn: false } closed && WasTurnedDown(closed) && GivesSomethingNew(part))
            Start(closed.Kind, part, closed);
        else
            Orphans.Add(part);
    }

    private static bool WasTurnedDown(Request request) =>
        request.Outcomes.Exists(o => o.State is OutcomeState.Refused or OutcomeState.DeclinedByCustomer or OutcomeState.Expired or OutcomeState.Failed);

    private bool GivesSomethingNew(Segment part) =>
        part.Payments.Count > 0 || part.OrderIds.Count > 0 || part.ItemIds.Count > 0 || Request.ReasonIn(part) is not null
        || ItemMatcher.Match(part, facts.Orders.SelectMany(o => o.Items)).Count > 0;

    private void Ask(Segment part, Utterance utterance)
    {
        var same = Requests.FindLast(r => !r.IsClosed && Belongs(part, r));
        if (same is not null && TurnsBack(part, same))
        {
            same.IsClosed = true;
            same = null;
        }

        if (same is not null)
        {
            if (RequestKinds.Merge(same.Kind, part.Kind) is var merged and not RequestKind.None)
                same.Kind = merged;
            same.Add(part);
            same.LastHeard = _heard;
            _current = same;
            return;
        }

        if (RepeatsWhatIsDone(part, utterance))
            return;
        var open = OpenCurrent();
        var replaces = open is not null && IsAction(open.Kind) && IsAction(part.Kind) && (part.Has(Concept.Instead) || part.Has(Concept.InsteadOf)) && !part.Has(Concept.Also);
        if (replaces)
            (open!.IsClosed, open.IsWithdrawn) = (true, true);
        Start(part.Kind, part, _current);
    }

    /// <summary>"Refund to my card" during a return only says where the money goes.</summary>
    private static bool Belongs(Segment part, Request request) =>
        RequestKinds.Merge(request.Kind, part.Kind) is not RequestKind.None
        || (part.Kind is RequestKind.Refund or RequestKind.StoreCredit && request.Kind is RequestKind.Exchange or RequestKind.ChangePayment);

    /// <summary>"Change my address back": what was done stands, and undoing it is a request of its own.</summary>
    private static bool TurnsBack(Segment part, Request request) =>
        part.Kind is RequestKind.ChangeAddress && part.Has(Concept.Previous) && request.Outcomes.Exists(o => o.State is OutcomeState.Done);

    private void Start(RequestKind kind, Segment part, Request? before)
    {
        var request = new Request(kind) { Before = before, LastHeard = _heard };
        foreach (var orphan in Orphans)
            request.Add(orphan);
        Orphans.Clear();
        request.Add(part);
        Requests.Add(request);
        _current = request;
    }

    /// <summary>"Thanks for the return" is no new return: one that is done needs a new order, item or "also" to be asked for again.</summary>
    private bool RepeatsWhatIsDone(Segment part, Utterance utterance)
    {
        var done = Requests.FindLast(r => r.IsClosed && r.Outcomes.Exists(o => o.State is OutcomeState.Done) && Belongs(part, r));
        if (done is null || part.Has(Concept.Also) || part.Has(Concept.Another) || part.Has(Concept.Previous) || RequestKinds.IsQuestion(part.Kind))
            return false;
        var names = ItemMatcher.Match(part, facts.Orders.SelectMany(o => o.Items));
        var isKnown = names.TrueForAll(item => done.Outcomes.Exists(o => o.State is OutcomeState.Done && facts.Order(o.OrderId)?.Items.Contains(item) is true))
            && part.OrderIds.TrueForAll(id => done.Outcomes.Exists(o => o.OrderId == id));
        return isKnown && (names.Count > 0 || part.OrderIds.Count > 0 || utterance.Has(Concept.Thanks) || utterance.Has(Concept.ThatIsAll) || utterance.Has(Concept.Yes));
    }

    private static bool IsAction(RequestKind kind) => !RequestKinds.IsQuestion(kind) && kind is not (RequestKind.None or RequestKind.Human);

    private void CloseSettled()
    {
        foreach (var request in Requests)
        {
            if (request.Outcomes.Count > 0 && !request.Outcomes.Exists(o => o.IsOpen))
                request.IsClosed = true;
        }
    }

    private Request RequestFor(string tool)
    {
        var request = Requests.FindLast(r => !r.IsClosed && Does(r.Kind, tool)) ?? Requests.FindLast(r => Does(r.Kind, tool));
        if (request is not null)
            return request;
        request = new Request(KindOf(tool));
        Requests.Add(request);
        return request;
    }

    private static bool Does(RequestKind kind, string tool) => tool switch
    {
        ToolNames.Cancel => kind is RequestKind.Cancel or RequestKind.Refund,
        ToolNames.Return => kind is RequestKind.Return or RequestKind.Refund or RequestKind.Problem or RequestKind.StoreCredit,
        ToolNames.Exchange or ToolNames.ModifyItems => kind is RequestKind.Exchange,
        ToolNames.ModifyAddress or ToolNames.ModifyUserAddress => kind is RequestKind.ChangeAddress,
        ToolNames.ModifyPayment => kind is RequestKind.ChangePayment,
        ToolNames.ProcessRefund => kind is RequestKind.RefundOnly,
        ToolNames.CreateTicket or ToolNames.Transfer => true,
        _ => false,
    };

    private static RequestKind KindOf(string tool) => tool switch
    {
        ToolNames.Cancel => RequestKind.Cancel,
        ToolNames.Return => RequestKind.Return,
        ToolNames.Exchange or ToolNames.ModifyItems => RequestKind.Exchange,
        ToolNames.ModifyAddress or ToolNames.ModifyUserAddress => RequestKind.ChangeAddress,
        ToolNames.ModifyPayment => RequestKind.ChangePayment,
        ToolNames.ProcessRefund => RequestKind.RefundOnly,
        _ => RequestKind.Human,
    };
}

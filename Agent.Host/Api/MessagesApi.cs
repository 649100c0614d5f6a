using System.Globalization;
using System.Runtime.CompilerServices;
using Agent.Host.Api.Caching;
using Agent.Host.Api.Contracts;
using Agent.Host.Api.Idempotency;
using Agent.Host.Security;
using Agent.Host.Security.Access;
using Agent.Processes;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Agent.Host.Api;

/// <summary>Messages: what the customer writes, and what is answered.</summary>
internal static class MessagesApi
{
    private const int LongestWaitSeconds = 30;
    private const string EventStream = "text/event-stream";

    public static void MapMessages(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/conversations/{id}").WithTags("Messages");
        group.MapPost("/messages", SendAsync).WithName("SendMessage").WithMetadata(OwnIdempotency.Instance)
            .RequireScope(Scopes.WriteConversations, OwnedThing.Conversation)
            .WithSummary("Accepts a message and waits for the answer, or streams the turn's events when text/event-stream is accepted.")
            .Produces<TurnResponse>().Produces<TurnResponse>(StatusCodes.Status202Accepted).Produces<string>(StatusCodes.Status200OK, EventStream)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        group.MapGet("/messages", TranscriptAsync).WithName("GetTranscript").WithSummary("The transcript, oldest first.").WithETag()
            .RequireScope(Scopes.ReadConversations, OwnedThing.Conversation)
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/turns/{turnId}", TurnAsync).WithName("GetTurn").WithSummary("What came of a message: the address a 202 points to.")
            .RequireScope(Scopes.ReadConversations, OwnedThing.Conversation)
            .Produces<TurnResponse>().Produces<TurnResponse>(StatusCodes.Status202Accepted).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> SendAsync(
        string id, MessageRequest request, string? wait, [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey, HttpRequest http, Caller caller,
        IConversations conversations, IHostApplicationLifetime lifetime, CancellationToken cancellationToken)
    {
        if (RequestChecks.Message(request.Text, idempotencyKey) is { } problem)
            return problem;
        if (ReadWait(wait) is not { } seconds)
            return Problems.Invalid("wait", $"wait must be a whole number of seconds from 0 to {LongestWaitSeconds}.");
        if (!PublicIds.IsPossible(id))
            return Problems.NotFound("conversation");
        var key = new ConversationKey(caller.Tenant, id);
        var acceptance = await conversations.SendAsync(key, new() { Text = request.Text }, idempotencyKey, cancellationToken);
        return acceptance.Outcome switch
        {
            AcceptanceOutcome.NotFound => Problems.NotFound("conversation"),
            AcceptanceOutcome.Ended => Problems.ConversationEnded(),
            AcceptanceOutcome.KeyReused => Problems.KeyReused(),
            _ when AcceptsEventStream(http) => new EventStreamResult(VisibleEvents.To(caller, TurnEvents(conversations, key, acceptance, cancellationToken))),
            // Nobody works on it yet, and that may take long: whoever did not ask to wait is told at once.
            _ when (acceptance.Queued || acceptance.Parked) && wait is null => Pending(
                key, acceptance.Turn, acceptance.Parked ? ConversationStatus.Parked : ConversationStatus.Running),
            _ => await AnswerAsync(conversations, key, acceptance.Turn, seconds, lifetime, cancellationToken),
        };
    }

    private static async Task<Results<Ok<ItemsResponse<TranscriptEntry>>, ProblemHttpResult>> TranscriptAsync(
        string id, Caller caller, IConversations conversations, CancellationToken cancellationToken)
    {
        var key = new ConversationKey(caller.Tenant, id);
        return PublicIds.IsPossible(id) && await conversations.FindAsync(key, cancellationToken) is not null
            ? TypedResults.Ok(new ItemsResponse<TranscriptEntry>(await conversations.ReadTranscriptAsync(key, cancellationToken)))
            : Problems.NotFound("conversation");
    }

    private static async Task<IResult> TurnAsync(
        string id, string turnId, string? wait, Caller caller, IConversations conversations, IHostApplicationLifetime lifetime, CancellationToken cancellationToken)
    {
        if (ReadWait(wait, ifAbsent: 0) is not { } seconds)
            return Problems.Invalid("wait", $"wait must be a whole number of seconds from 0 to {LongestWaitSeconds}.");
        var key = new ConversationKey(caller.Tenant, id);
        if (!PublicIds.IsPossible(id) || TurnIds.Parse(turnId) is not { } turn || await conversations.FindAsync(key, cancellationToken) is not { } conversation)
            return Problems.NotFound("turn");
        // In a conversation where nothing runs, a turn that has not ended has never begun.
        if (conversation.Status is not (ConversationStatus.Running or ConversationStatus.Parked or ConversationStatus.Claimed)
            && await conversations.WaitAsync(key, turn, TimeSpan.Zero, cancellationToken) is null)
        {
            return Problems.NotFound("turn");
        }

        if (conversation.Status == ConversationStatus.Parked && await conversations.WaitAsync(key, turn, TimeSpan.Zero, cancellationToken) is null)
            return Pending(key, turn, ConversationStatus.Parked);
        return await AnswerAsync(conversations, key, turn, seconds, lifetime, cancellationToken);
    }

    // A service that is told to end answers at once: the turn goes on elsewhere, or after the restart.
    private static async Task<IResult> AnswerAsync(
        IConversations conversations, ConversationKey key, int turn, int seconds, IHostApplicationLifetime lifetime, CancellationToken cancellationToken)
    {
        TurnView? ended = null;
        using var stops = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        try
        {
            ended = await conversations.WaitAsync(key, turn, TimeSpan.FromSeconds(seconds), stops.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
        }

        return ended is not null ? TypedResults.Ok(TurnResponse.From(ended)) : Pending(key, turn, ConversationStatus.Running);
    }

    private static Accepted<TurnResponse> Pending(ConversationKey key, int turn, ConversationStatus status) => TypedResults.Accepted(
        $"{AgentApi.Root}/conversations/{key.Id}/turns/{TurnIds.Format(turn)}", new TurnResponse(TurnIds.Format(turn), status));

    // A repeated message has its turn somewhere in the past: its events are found by their turn. A cancel ends with one event all turns that were still
    // to come: it is the end of this one too.
    private static async IAsyncEnumerable<ConversationEvent> TurnEvents(
        IConversations conversations, ConversationKey key, Acceptance acceptance,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in conversations.ReadEventsAsync(key, acceptance.LastEvent, acceptance.Turn, cancellationToken))
        {
            if (item.Turn == acceptance.Turn || (item.Turn > acceptance.Turn && item.Type == ConversationEvents.TurnFailed))
                yield return item with { Turn = acceptance.Turn };
        }
    }

    private static bool AcceptsEventStream(HttpRequest request) =>
        request.GetTypedHeaders().Accept.Any(accepted => accepted.MediaType.Equals(EventStream, StringComparison.OrdinalIgnoreCase) && accepted.Quality is not 0);

    private static int? ReadWait(string? wait, int ifAbsent = LongestWaitSeconds) => wait is null
        ? ifAbsent
        : int.TryParse(wait, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= LongestWaitSeconds ? seconds : null;
}

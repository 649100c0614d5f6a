using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Agent.Host.Models.Offline;
using Agent.Plugins.BackOffice;
using Agent.Processes;
using Agent.Tests.Fixtures;
using Agent.Tests.Plugins.Airline;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using FunctionCallContent = Microsoft.Extensions.AI.FunctionCallContent;

namespace Agent.Tests.Scenarios;

/// <summary>The second business in the workflow as it is: eligibility, approval and execution of a tool it has never heard of.</summary>
internal sealed partial class When_a_traveller_cancels_a_trip
{
    private SupportFixture _support = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _support = await SupportFixture.StartAsync(new TravelModel(), new Dictionary<string, string?> { ["Tools:Businesses:0"] = "airline" });
        var folder = Directory.CreateTempSubdirectory("airline").FullName;
        await SampleAirline.WriteAsync(folder);
        await _support.Get<BackOfficeDatabase>().ImportAsync(AirlineRecordings.Format, folder, SampleAirline.Tenant);
        Directory.Delete(folder, recursive: true);
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _support.DisposeAsync();

    [Test, CancelAfter(60_000)]
    public async Task Business_class_is_cancelled_after_the_customer_s_yes_once(CancellationToken cancellationToken)
    {
        var talk = await _support.TalkAsync(SampleAirline.Ida, cancellationToken, SampleAirline.Tenant);
        var asked = await talk.SayAsync("please cancel my order BUSINE", cancellationToken);
        Assert.That((asked.Status, asked.PendingApproval?.Tool), Is.EqualTo((ConversationStatus.Waiting, "cancel_reservation")));
        Assert.That(await IsCancelledAsync("BUSINE", cancellationToken), Is.False, "asked first");
        var done = await talk.SayAsync("yes", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(done.Status, Is.EqualTo(ConversationStatus.Idle));
        Assert.That(await IsCancelledAsync("BUSINE", cancellationToken), Is.True);
        Assert.That(await _support.ReadAsync<long>("SELECT count(*) FROM backoffice.tool_effects WHERE tool = 'cancel_reservation'", cancellationToken), Is.EqualTo(1));
    }

    [Test, CancelAfter(60_000)]
    public async Task An_insured_trip_waits_for_an_operator_who_sees_the_reason(CancellationToken cancellationToken)
    {
        var talk = await _support.TalkAsync(SampleAirline.Ida, cancellationToken, SampleAirline.Tenant);
        await talk.SayAsync("please cancel my order INSURE, I am ill", cancellationToken);
        var meanwhile = await talk.SayAsync("yes", cancellationToken);
        Assert.That((meanwhile.Status, await IsCancelledAsync("INSURE", cancellationToken)), Is.EqualTo((ConversationStatus.Waiting, false)), "not the customer's to approve");
        await talk.DecideAsync(approve: false, "no proof of illness", cancellationToken);
        Assert.That(await IsCancelledAsync("INSURE", cancellationToken), Is.False);
    }

    [Test, CancelAfter(60_000)]
    public async Task Economy_is_refused_by_policy_before_anybody_is_asked(CancellationToken cancellationToken)
    {
        var talk = await _support.TalkAsync(SampleAirline.Ida, cancellationToken, SampleAirline.Tenant);
        var turn = await talk.SayAsync("please cancel my order ECONOM", cancellationToken);
        var events = await talk.EventsAsync(1, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That((turn.Status, turn.PendingApproval), Is.EqualTo((ConversationStatus.Idle, (object?)null)));
        Assert.That(events.Single(happened => happened.Type == ConversationEvents.EligibilityDecided).Data.GetRawText(), Does.Contain("fare_allows_it"));
        Assert.That(await IsCancelledAsync("ECONOM", cancellationToken), Is.False);
    }

    private async Task<bool> IsCancelledAsync(string reservation, CancellationToken cancellationToken) =>
        await _support.ReadAsync<bool>($"SELECT is_cancelled FROM backoffice.airline_reservations WHERE reservation_id = '{reservation}'", cancellationToken);

    /// <summary>Classifies like the offline model; as the specialist it proposes to cancel the reservation the customer named, and then says no more than it knows.</summary>
    private sealed partial class TravelModel() : DelegatingChatClient(new OfflineChatClient())
    {
        public override Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            IsSpecialist(options) ? Task.FromResult(Answer([.. messages], options!)) : base.GetResponseAsync(messages, options, cancellationToken);

        public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            var updates = IsSpecialist(options) ? Answer([.. messages], options!).ToChatResponseUpdates().ToAsyncEnumerable() : base.GetStreamingResponseAsync(messages, options, cancellationToken);
            await foreach (var update in updates.WithCancellation(cancellationToken))
            {
                yield return update;
            }
        }

        private static bool IsSpecialist(ChatOptions? options) => options?.AdditionalProperties?.TryGetValue(PromptCallData.Name, out var name) == true && name is "orders_agent";

        private static ChatResponse Answer(List<ChatMessage> messages, ChatOptions options)
        {
            if (messages.Any(message => message.Role == ChatRole.Tool))
            {
                return new(new ChatMessage(ChatRole.Assistant, "That is all I can say about it."));
            }

            var tool = options.Tools!.Single(candidate => candidate.Name.EndsWith("cancel_reservation", StringComparison.Ordinal)).Name;
            var reservation = Locator().Match(messages.Last(message => message.Role == ChatRole.User).Text).Value;
            return new(new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("c1", tool, new Dictionary<string, object?> { ["reservation_id"] = reservation })]));
        }

        [GeneratedRegex("[A-Z]{6}")]
        private static partial Regex Locator();
    }
}

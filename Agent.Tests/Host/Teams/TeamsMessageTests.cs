using System.Net;
using System.Text.Json.Nodes;
using Agent.Host.Teams.Cards;
using Agent.Processes;
using Npgsql;

namespace Agent.Tests.Host.Teams;

/// <summary>What people write, and what comes back.</summary>
internal sealed class TeamsMessageTests
{
    private TeamsHost _host = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _host = await TeamsHost.StartAsync();

    [OneTimeTearDown]
    public ValueTask StopAsync() => _host.DisposeAsync();

    [Test, CancelAfter(60_000)]
    public async Task A_message_delivered_four_times_is_answered_once(CancellationToken cancellationToken)
    {
        var message = _host.Message("anton", "Where is my order #W1000002? I am mara.olsen@example.com");
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _host.TakenAsync(message, cancellationToken)));
        await _host.Connector.UntilAsync(_ => _host.Of("anton").Count > 0, cancellationToken);
        var status = await _host.SayAsync("anton", "status", cancellationToken); // behind the answer, whatever else would have come
        using var scope = Assert.EnterMultipleScope();
        Assert.That(_host.Of("anton"), Has.Count.EqualTo(2));
        Assert.That(_host.Of("anton")[0].Text, Does.Contain("#W1000002"));
        Assert.That(status[0].Text, Does.Contain("idle"));
        Assert.That(_host.Of("anton")[0].Authorization, Is.EqualTo("Bearer bot-token"));
        Assert.That((string?)_host.Of("anton")[0].Activity["recipient"]?["id"], Is.EqualTo("29:anton"));
    }

    [Test, CancelAfter(60_000)]
    public async Task What_a_message_leads_to_names_the_request_that_brought_it(CancellationToken cancellationToken)
    {
        using var taken = await _host.PostAsync(_host.Message("rita", "What is the status of order #W1000001?"), cancellationToken);
        await _host.Connector.UntilAsync(_ => _host.Of("rita").Count > 0, cancellationToken);
        var key = new ConversationKey("demo", await _host.ConversationOfAsync("rita", cancellationToken));
        var requests = new List<string?>();
        await foreach (var happened in _host.Conversations.ReadEventsAsync(key, 0, 1, cancellationToken))
        {
            requests.Add(happened.RequestId);
        }

        Assert.That(requests, Is.Not.Empty.And.All.EqualTo(taken.Headers.GetValues("X-Request-Id").Single()));
    }

    [Test, CancelAfter(60_000)]
    public async Task Messages_in_quick_succession_are_answered_in_order_each_once(CancellationToken cancellationToken)
    {
        string[] orders = ["#W1000001", "#W1000002", "#W1000001"];
        foreach (var order in orders)
        {
            await _host.TakenAsync(_host.Message(TeamsHost.Mara, $"What is the status of order {order}?"), cancellationToken);
        }

        await _host.Connector.UntilAsync(_ => _host.Of(TeamsHost.Mara).Count >= 3, cancellationToken);
        Assert.That(_host.Of(TeamsHost.Mara).Zip(orders).All(pair => pair.First.Text!.Contains(pair.Second, StringComparison.Ordinal)), Is.True);
    }

    [Test, CancelAfter(60_000)]
    public async Task In_a_channel_the_mention_is_left_out_and_everybody_has_their_own_conversation(CancellationToken cancellationToken)
    {
        foreach (var user in new[] { "carla", "dora" })
        {
            var message = _host.Message(user, "<at>Support</at> hello there");
            message["conversation"] = new JsonObject { ["id"] = "19:general@thread.tacv2;messageid=1", ["conversationType"] = "channel", ["tenantId"] = TeamsHost.Directory };
            message["entities"] = new JsonArray(new JsonObject
            {
                ["type"] = "mention", ["text"] = "<at>Support</at>", ["mentioned"] = new JsonObject { ["id"] = "28:bot", ["name"] = "Support" },
            });
            await _host.TakenAsync(message, cancellationToken);
        }

        await _host.Connector.UntilAsync(taken => taken.Count(sent => sent.Chat.StartsWith("19:", StringComparison.Ordinal)) == 2, cancellationToken);
        await using var database = NpgsqlDataSource.Create(_host.Database);
        await using var command = database.CreateCommand("SELECT conversation_id FROM teams.chats WHERE user_id IN ('carla', 'dora')");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var conversations = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            conversations.Add(reader.GetString(0));
        }

        var said = await _host.Conversations.ReadTranscriptAsync(new("demo", conversations[0]), cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(conversations.Distinct().Count(), Is.EqualTo(2));
        Assert.That(said[0].Text, Is.EqualTo("hello there"));
    }

    [Test, CancelAfter(60_000)]
    public async Task Commands_are_understood_in_the_persons_language(CancellationToken cancellationToken)
    {
        await _host.TakenAsync(_host.Message("emil", "Hilfe", "de-DE"), cancellationToken);
        await _host.Connector.UntilAsync(_ => _host.Of("emil").Count == 1, cancellationToken);
        var none = await _host.SayAsync("emil", "status", cancellationToken);
        await _host.SayAsync("emil", "hello", cancellationToken);
        var begun = await _host.SayAsync("emil", "new", cancellationToken);
        await _host.SayAsync("emil", "hello again", cancellationToken);
        await using var database = NpgsqlDataSource.Create(_host.Database);
        await using var command = database.CreateCommand("SELECT count(*) FROM agent.conversations WHERE metadata ->> 'teamsUser' = 'emil'");
        using var scope = Assert.EnterMultipleScope();
        Assert.That(_host.Of("emil")[0].Text, Does.Contain("neues Gespräch"));
        Assert.That(none[0].Text, Does.Contain("no conversation"));
        Assert.That(begun[0].Text, Does.Contain("new conversation"));
        Assert.That(await command.ExecuteScalarAsync(cancellationToken), Is.EqualTo(2L));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_person_who_asks_for_one_gets_a_person(CancellationToken cancellationToken)
    {
        var answer = await _host.SayAsync("frida", "human", cancellationToken);
        Assert.That(answer[0].Text, Does.Contain("ticket").IgnoreCase);
    }

    [Test, CancelAfter(60_000)]
    public async Task Who_installs_the_app_is_welcomed_once_and_who_removes_it_gets_nothing_more(CancellationToken cancellationToken)
    {
        var install = _host.Activity("gustav", "installationUpdate");
        install["action"] = "add";
        await _host.TakenAsync(install, cancellationToken);
        await _host.Connector.UntilAsync(_ => _host.Of("gustav").Count == 1, cancellationToken);
        var remove = _host.Activity("gustav", "installationUpdate");
        remove["action"] = "remove";
        await _host.TakenAsync(remove, cancellationToken);
        await using var database = NpgsqlDataSource.Create(_host.Database);
        await using var gone = database.CreateCommand("SELECT is_gone FROM teams.chats WHERE user_id = 'gustav'");
        while (await gone.ExecuteScalarAsync(cancellationToken) is not true)
        {
            await Task.Delay(20, cancellationToken);
        }

        Assert.That(_host.Of("gustav").Select(sent => sent.Card!.ToJsonString()), Has.One.Contains("I am the support assistant"));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_button_of_the_welcome_begins_a_new_conversation(CancellationToken cancellationToken)
    {
        await _host.SayAsync("heidi", "hello", cancellationToken);
        var before = await _host.ConversationOfAsync("heidi", cancellationToken);
        var install = _host.Activity("heidi", "installationUpdate", "de-DE");
        install["action"] = "add";
        await _host.TakenAsync(install, cancellationToken);
        await _host.Connector.UntilAsync(_ => _host.Of("heidi").Any(sent => sent.Card is not null), cancellationToken);
        var welcome = _host.Of("heidi").Single(sent => sent.Card is not null);
        var press = _host.Activity("heidi", locale: "de-DE");
        press["value"] = welcome.Data(0)!.DeepClone();
        await _host.TakenAsync(press, cancellationToken);
        await _host.Connector.UntilAsync(_ => _host.Of("heidi").Any(sent => sent.Text?.StartsWith("Ein neues Gespräch", StringComparison.Ordinal) == true), cancellationToken);
        await _host.SayAsync("heidi", "hello", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(welcome.Card!.ToJsonString(), Does.Contain("Support-Assistent"));
        Assert.That(await _host.ConversationOfAsync("heidi", cancellationToken), Is.Not.EqualTo(before));
    }

    [Test, CancelAfter(60_000)]
    public async Task After_a_long_silence_a_message_begins_a_new_conversation(CancellationToken cancellationToken)
    {
        await _host.SayAsync("ivan", "hello", cancellationToken);
        var before = await _host.ConversationOfAsync("ivan", cancellationToken);
        await _host.SayAsync("ivan", "hello again", cancellationToken);
        var same = await _host.ConversationOfAsync("ivan", cancellationToken);
        await using var database = NpgsqlDataSource.Create(_host.Database);
        await using var later = database.CreateCommand("UPDATE teams.chats SET wrote_at = now() - interval '13 hours' WHERE user_id = 'ivan'");
        await later.ExecuteNonQueryAsync(cancellationToken);
        await _host.SayAsync("ivan", "good morning", cancellationToken);
        Assert.That(same, Is.EqualTo(before));
        Assert.That(await _host.ConversationOfAsync("ivan", cancellationToken), Is.Not.EqualTo(before));
    }

    [Test, CancelAfter(60_000)]
    public async Task Strangers_are_refused_and_told_so_once(CancellationToken cancellationToken)
    {
        var stranger = _host.Message("stranger", "hello");
        stranger["channelData"]!["tenant"]!["id"] = "bbbbbbbb-0000-0000-0000-000000000002";
        using var refused = await _host.PostAsync(stranger, cancellationToken);
        using var again = await _host.PostAsync(stranger, cancellationToken);
        await _host.Connector.UntilAsync(_ => _host.Of("stranger").Count > 0, cancellationToken);
        using var broken = await _host.PostAsync(new JsonObject { ["text"] = "no type" }, cancellationToken);
        using var get = await _host.Client.GetAsync(new Uri("/api/messages", UriKind.Relative), cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(broken.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(get.StatusCode, Is.EqualTo(HttpStatusCode.MethodNotAllowed));
        Assert.That(_host.Of("stranger").Select(sent => sent.Text), Is.EqualTo(new[] { "I am sorry, your organisation has not been set up for this assistant. Please ask your administrator." }));
    }

    [Test]
    public void A_long_answer_is_cut_where_a_paragraph_ends()
    {
        var paragraphs = Enumerable.Range(0, 60).Select(number => $"{number} " + new string('x', 990)).ToList();
        var parts = Activities.Split(string.Join("\n\n", paragraphs)).ToList();
        using var scope = Assert.EnterMultipleScope();
        Assert.That(parts, Has.Count.EqualTo(4).Or.Count.EqualTo(3));
        Assert.That(parts, Has.All.Length.LessThanOrEqualTo(20_000));
        Assert.That(string.Join("\n\n", parts), Is.EqualTo(string.Join("\n\n", paragraphs)));
    }
}

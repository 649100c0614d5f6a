using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Agent.Tests.Fixtures;
using Agent.Tests.Host.Models;
using Npgsql;

namespace Agent.Tests.Host.Teams;

/// <summary>Answers that are shown while they are written.</summary>
internal sealed class TeamsStreamTests
{
    private const string First = "The desk stands in the warehouse. ";
    private const string Second = "It is made of oak. ";
    private const string Third = "Ask me anything else.";

    [Test, CancelAfter(90_000)]
    public async Task An_answer_is_shown_while_it_is_written_and_ends_where_it_was_shown(CancellationToken cancellationToken)
    {
        using var model = new PacedModel();
        await using var host = await TeamsHost.StartAsync(model: model);
        var streams = host.Connector.Streams;
        await host.TakenAsync(host.Message("lena", "hello"), cancellationToken);
        await streams.UntilAsync(pieces => pieces is [{ IsInformative: true }], cancellationToken);
        model.Say(First, Second);
        await streams.UntilAsync(pieces => pieces.Count == 2, cancellationToken);
        model.Say(Second, Third);
        model.End();
        var taken = await host.Connector.UntilAsync(sent => sent.Count == 1, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(streams.Faults, Is.Empty);
        Assert.That(streams.Taken[0].Text, Is.EqualTo("Looking into it…"));
        Assert.That(streams.Taken[1].Text, Does.StartWith(First.Trim()));
        Assert.That(taken[0].Id, Is.EqualTo(streams.Taken[0].StreamId), "the answer is the end of the stream");
        Assert.That(taken[0].Text, Is.EqualTo(First + Second + Second + Third));
        Assert.That((string?)taken[0].Activity["channelData"]?["feedbackLoop"]?["type"], Is.EqualTo("default"));
    }

    [Test, CancelAfter(90_000)]
    public async Task An_answer_that_is_there_at_once_and_one_in_a_group_come_as_one_message(CancellationToken cancellationToken)
    {
        using var model = new PacedModel { Pace = TimeSpan.FromSeconds(2.5) };
        await using var slow = await TeamsHost.StartAsync(model: model);
        var message = slow.Message("lena", "hello");
        message["conversation"]!["conversationType"] = "groupChat";
        await slow.TakenAsync(message, cancellationToken);
        await slow.Connector.UntilAsync(sent => sent.Count == 1, cancellationToken);
        await using var fast = await TeamsHost.StartAsync();
        await fast.SayAsync("lena", "hello", cancellationToken);
        Assert.That(slow.Connector.Streams.Taken.Concat(fast.Connector.Streams.Taken), Is.Empty);
    }

    [Test, CancelAfter(90_000)]
    public async Task Pieces_that_are_not_taken_do_no_harm(CancellationToken cancellationToken)
    {
        using var model = new PacedModel();
        await using var host = await TeamsHost.StartAsync(model: model);
        var streams = host.Connector.Streams;
        streams.Refuse(429, 2);
        await host.TakenAsync(host.Message("lena", "hello"), cancellationToken);
        await streams.UntilAsync(pieces => pieces.Count == 1, cancellationToken);
        streams.Refuse(502);
        model.Say(First, Second);
        await streams.UntilAsync(pieces => pieces.Count == 2, cancellationToken);
        model.Say(Third);
        model.End();
        var taken = await host.Connector.UntilAsync(sent => sent.Count == 1, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(streams.Faults, Has.None.Contains("two streams").And.None.Contains("no stream"));
        Assert.That(taken[0].EndsStream, Is.True);
        Assert.That(taken[0].Text, Is.EqualTo(First + Second + Third));
    }

    [Test, CancelAfter(90_000)]
    public async Task A_stream_that_Teams_cuts_gives_way_to_one_message(CancellationToken cancellationToken)
    {
        using var model = new PacedModel();
        await using var host = await TeamsHost.StartAsync(model: model);
        var streams = host.Connector.Streams;
        await host.TakenAsync(host.Message("lena", "hello"), cancellationToken);
        await streams.UntilAsync(pieces => pieces.Count == 1, cancellationToken);
        streams.AreOver = true; // the two minutes are over, or the person has pressed Stop
        model.Say(First, Second);
        model.Say(Third);
        model.End();
        await host.Connector.UntilAsync(sent => sent.Count == 1, cancellationToken);
        var status = await host.SayAsync("lena", "status", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(host.Of("lena"), Has.Count.EqualTo(2), "nothing came twice");
        Assert.That((host.Of("lena")[0].Text, host.Of("lena")[0].EndsStream), Is.EqualTo((First + Second + Third, false)));
        Assert.That(status[0].Text, Does.Contain("idle"), "the person is not taken for gone");
    }

    [Test, CancelAfter(90_000)]
    public async Task An_answer_that_takes_longer_than_a_stream_may_is_shown_no_more_and_comes_once(CancellationToken cancellationToken)
    {
        using var model = new PacedModel();
        await using var host = await TeamsHost.StartAsync(model: model, settings: ["--Teams:StreamTime", "00:00:02"]);
        await host.TakenAsync(host.Message("lena", "hello"), cancellationToken);
        await host.Connector.Streams.UntilAsync(pieces => pieces.Count == 1, cancellationToken);
        await Task.Delay(2_500, cancellationToken); // the time itself is what is tested
        model.Say(First, Second);
        await Task.Delay(1_500, cancellationToken); // nothing tells that a piece is not sent; one that was would come well within this
        var shown = host.Connector.Streams.Taken.Count;
        model.End();
        await host.Connector.UntilAsync(sent => sent.Count == 1, cancellationToken);
        Assert.That((shown, host.Of("lena")[0].Text), Is.EqualTo((1, (First + Second).Trim())).Or.EqualTo((1, First + Second)));
    }

    [Test, CancelAfter(90_000)]
    public async Task What_was_said_before_a_look_up_makes_way_for_the_answer(CancellationToken cancellationToken)
    {
        using var model = new PacedModel { Preamble = "One moment, please, I am looking at your order. Just a second.", Pace = TimeSpan.FromSeconds(1.5) };
        await using var host = await TeamsHost.StartAsync(model: model);
        var streams = host.Connector.Streams;
        await host.TakenAsync(host.Message(TeamsHost.Mara, "Where is my order #W1000002?"), cancellationToken);
        await streams.UntilAsync(pieces => pieces.Count == 1, cancellationToken);
        model.Say("begin");
        await streams.UntilAsync(pieces => pieces.Any(piece => piece.Text.StartsWith("One moment", StringComparison.Ordinal)), cancellationToken);
        for (var call = 0; call < 9; call++)
        {
            model.Say("go on");
        }

        var taken = await host.Connector.UntilAsync(sent => sent.Any(one => one.IsUpdate), cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(streams.Faults, Is.Empty);
        Assert.That(taken[0].EndsStream, Is.True);
        Assert.That(taken[0].Text, Does.StartWith("One moment, please, I am looking at your order.").And.Contain("#W1000002"));
        Assert.That((taken[1].Id, taken[1].IsUpdate), Is.EqualTo((taken[0].Id, true)), "the very message is changed");
        Assert.That(taken[1].Text, Does.Not.Contain("One moment").And.Contain("#W1000002"));
    }

    [Test, CancelAfter(120_000)]
    public async Task A_replica_killed_while_it_shows_an_answer_leaves_its_stream_to_another_which_ends_it_once(CancellationToken cancellationToken)
    {
        var database = await PostgresFixture.CreateDatabaseAsync();
        await using var connector = await FakeConnector.StartAsync();
        await using var server = await ScriptedOpenAIServer.StartAsync(
            OpenAIReply.Text("""{"verdict":"allow","reason":"A greeting."}"""),
            OpenAIReply.Text("""{"category":"general","priority":"low","language":"en","closing":false,"reason":"A greeting."}"""),
            OpenAIReply.SilentStream(new { role = "assistant", content = First }, new { content = Second }));
        await using (var first = await ServiceProcess.StartAsync(new Dictionary<string, string>
        {
            ["ConnectionStrings__Agent"] = database, ["Model__Provider"] = "openai", ["Model__BaseAddress"] = server.Address + "/v1", ["OPENAI_API_KEY"] = "none",
            ["Runtime__LeaseSeconds"] = "3", ["Teams__Anonymous"] = "true", ["Teams__Tenants__any__Tenant"] = "demo", ["Teams__StreamInterval"] = "00:00:01",
        }, cancellationToken))
        {
            var activity = TeamsHost.Activity(connector, "lena", "hello");
            using var answer = await first.Client.PostAsJsonAsync("/api/messages", activity, cancellationToken);
            Assert.That((int)answer.StatusCode, Is.EqualTo(200), first.Output);
            await connector.Streams.UntilAsync(pieces => pieces.Any(piece => !piece.IsInformative), cancellationToken);
            await UntilBegunAsync(database, cancellationToken); // killed between a first piece and the note of it, the next one could not know of the stream
            first.Signal("KILL");
            await first.WaitForExitAsync(cancellationToken);
        }

        await using (var source = NpgsqlDataSource.Create(database))
        {
            await using var later = source.CreateCommand("UPDATE teams.chats SET look_at = now()"); // as after the time the dead one had the chat for
            await later.ExecuteNonQueryAsync(cancellationToken);
        }

        using var model = new PacedModel();
        model.Say(First, Second, Third);
        model.End();
        await using var second = await TeamsHost.StartAsync(database, connector, model: model);
        await connector.UntilAsync(sent => sent.Count > 0, cancellationToken);
        await second.SayAsync("lena", "status", cancellationToken); // behind the answer, whatever else would have come
        using var scope = Assert.EnterMultipleScope();
        Assert.That(second.Of("lena"), Has.Count.EqualTo(2));
        Assert.That(second.Of("lena")[0].Id, Is.EqualTo(connector.Streams.Taken[0].StreamId), "the stream that the dead one had begun");
        Assert.That(second.Of("lena")[0].Text, Is.EqualTo(First + Second + Third));
        Assert.That(connector.Streams.Taken.Select(piece => piece.StreamId).Distinct().Count(), Is.EqualTo(1));
    }

    private static async Task UntilBegunAsync(string database, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var begun = source.CreateCommand("SELECT EXISTS (SELECT FROM teams.chats WHERE stream_id IS NOT NULL)");
        while (await begun.ExecuteScalarAsync(cancellationToken) is false)
            await Task.Delay(20, cancellationToken);
    }

    [Test, CancelAfter(90_000)]
    public async Task An_end_whose_answer_was_lost_is_not_sent_a_second_time(CancellationToken cancellationToken)
    {
        using var model = new PacedModel();
        await using var host = await TeamsHost.StartAsync(model: model);
        await host.TakenAsync(host.Message("lena", "hello"), cancellationToken);
        await host.Connector.Streams.UntilAsync(pieces => pieces.Count == 1, cancellationToken);
        var lost = 0;
        host.Connector.Loses = sent => sent.EndsStream && lost++ == 0;
        model.Say(First);
        model.End();
        await host.Connector.UntilAsync(_ => host.Connector.Refused == 1, cancellationToken); // its own end, met again
        await host.SayAsync("lena", "status", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(lost, Is.EqualTo(1), "the second attempt was not taken");
        Assert.That(host.Of("lena").Count(sent => sent.Text!.Contains(First.Trim(), StringComparison.Ordinal)), Is.EqualTo(1));
    }
}

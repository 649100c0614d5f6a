using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Npgsql;

namespace Agent.Tests.Host.Teams;

/// <summary>
/// Many people at once, each activity delivered one to four times. The long form is run by hand:
/// <c>TEAMS_LOAD_USERS=200 TEAMS_LOAD_MODEL_SECONDS=10 dotnet test Agent.Tests --filter TeamsLoadTests</c>.
/// </summary>
internal sealed class TeamsLoadTests
{
    private const int Messages = 3;

    /// <summary>From so many on the promise itself is measured, on a machine that has nothing else to do.</summary>
    private const int LongForm = 200;
    private const string Echo = "You wrote:";
    private static readonly int s_users = Read("TEAMS_LOAD_USERS", 40);
    private static readonly double s_modelSeconds = Read("TEAMS_LOAD_MODEL_SECONDS", 3);

    [Test, CancelAfter(600_000)]
    public async Task Every_message_is_one_turn_in_order_and_acknowledged_long_before_the_model_is_done(CancellationToken cancellationToken)
    {
        using var model = new PacedModel { Echo = Echo, Pace = TimeSpan.FromSeconds(s_modelSeconds) };
        await using var host = await TeamsHost.StartAsync(model: model);
        await host.SayAsync("warm", "help", cancellationToken);
        var acknowledged = new ConcurrentBag<double>();
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, s_users).Select(user => WriteAsync(host, $"user{user}", acknowledged, cancellationToken)));
        var written = watch.Elapsed;
        await host.Connector.UntilAsync(sent => sent.Count(one => one.Text?.StartsWith(Echo, StringComparison.Ordinal) == true) >= s_users * Messages, cancellationToken);
        var answered = watch.Elapsed;
        var times = acknowledged.Order().ToList();
        var p99 = times[(int)Math.Ceiling(times.Count * 0.99) - 1];
        TestContext.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{s_users} users, {times.Count} deliveries of {s_users * Messages} messages in {written.TotalSeconds:0.0} s, all answered after {answered.TotalSeconds:0.0} s; acknowledged: median {times[times.Count / 2]:0} ms, p99 {p99:0} ms, longest {times[^1]:0} ms; pieces shown: {host.Connector.Streams.Taken.Count}"));
        using var scope = Assert.EnterMultipleScope();
        Assert.That(p99, Is.LessThan(s_users < LongForm ? s_modelSeconds * 1000 : 1000), "nobody waits for the model");
        Assert.That(host.Connector.Streams.Faults, Is.Empty);
        for (var user = 0; user < s_users; user++)
        {
            var name = $"user{user}";
            Assert.That(
                host.Of(name).Where(sent => !sent.IsUpdate).Select(sent => sent.Text), Is.EqualTo(Enumerable.Range(1, Messages).Select(number => $"{Echo} {Text(name, number)}")), name);
            var view = await host.Conversations.FindAsync(new("demo", await host.ConversationOfAsync(name, cancellationToken)), cancellationToken);
            Assert.That(view!.Usage.Turns, Is.EqualTo(Messages), name);
        }
    }

    [Test, CancelAfter(180_000)]
    public async Task Every_activity_delivered_one_to_four_times_in_any_order_is_one_turn_and_one_decision(CancellationToken cancellationToken)
    {
        await using var host = await TeamsHost.StartAsync();
        var random = new Random(17);
        await DeliverAsync(host, [host.Message(TeamsHost.Mara, "I'd like to return the headphones from my last order")], random, cancellationToken);
        await host.Connector.UntilAsync(_ => host.Of(TeamsHost.Mara).Count == 1, cancellationToken);
        await DeliverAsync(host, [host.Message(TeamsHost.Mara, "back to my card please")], random, cancellationToken);
        await host.Connector.UntilAsync(_ => host.Of(TeamsHost.Mara).Count == 3, cancellationToken);
        var click = host.Click(TeamsHost.Mara, host.Of(TeamsHost.Mara)[2], 0);
        var later = (JsonObject)click.DeepClone();
        later["id"] = "1900000000001"; // the connector's second pair has an id of its own
        await DeliverAsync(host, [click, later, host.Message(TeamsHost.Mara, "status")], random, cancellationToken);
        await host.Connector.UntilAsync(_ => host.Of(TeamsHost.Mara).Count == 6, cancellationToken); // the card's change, what came of it, and the status
        await host.SayAsync(TeamsHost.Mara, "help", cancellationToken); // behind whatever else would have come
        var view = await host.Conversations.FindAsync(new("demo", await host.ConversationOfAsync(TeamsHost.Mara, cancellationToken)), cancellationToken);
        await using var database = NpgsqlDataSource.Create(host.Database);
        await using var returns = database.CreateCommand("SELECT count(*) FROM backoffice.returns WHERE order_id = '#W1000001'");
        using var scope = Assert.EnterMultipleScope();
        Assert.That(host.Of(TeamsHost.Mara), Has.Count.EqualTo(7));
        Assert.That(view!.Usage.Turns, Is.EqualTo(3), "two messages and a decision");
        Assert.That(await returns.ExecuteScalarAsync(cancellationToken), Is.EqualTo(1L));
    }

    private static async Task WriteAsync(TeamsHost host, string user, ConcurrentBag<double> acknowledged, CancellationToken cancellationToken)
    {
        var random = new Random(user.GetHashCode(StringComparison.Ordinal));
        for (var number = 1; number <= Messages; number++)
        {
            var message = host.Message(user, Text(user, number));
            // The first copy comes first, as a person writes one thing after the other; the others whenever.
            await TimedAsync(message);
            await Task.WhenAll(Enumerable.Range(0, random.Next(0, 4)).Select(_ => TimedAsync(message)));
        }

        async Task TimedAsync(JsonObject message)
        {
            var began = Stopwatch.GetTimestamp();
            await host.TakenAsync(message, cancellationToken);
            acknowledged.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
    }

    private static async Task DeliverAsync(TeamsHost host, IEnumerable<JsonObject> activities, Random random, CancellationToken cancellationToken)
    {
        var deliveries = activities.SelectMany(activity => Enumerable.Repeat(activity, random.Next(1, 5))).ToArray();
        random.Shuffle(deliveries);
        foreach (var delivery in deliveries)
        {
            await host.TakenAsync(delivery, cancellationToken);
        }
    }

    private static string Text(string user, int number) => string.Create(CultureInfo.InvariantCulture, $"Hello, this is note {number} of {user}");

    private static int Read(string name, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}

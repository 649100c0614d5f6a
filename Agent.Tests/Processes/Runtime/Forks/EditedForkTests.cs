using System.Text.Json;
using Agent.Processes;
using Agent.Tests.Fixtures;

namespace Agent.Tests.Processes.Runtime.Forks;

/// <summary>Forks in which something is different: a state, a prompt.</summary>
internal sealed class EditedForkTests
{
    [Test, CancelAfter(60_000)]
    public async Task An_edited_state_is_what_the_step_sees(CancellationToken cancellationToken)
    {
        await using var replica = await RuntimeFixture.StartAsync();
        var source = await replica.BeginAsync(cancellationToken);
        await replica.SayAsync(source, "one", cancellationToken);
        await replica.SayAsync(source, "two", cancellationToken);
        var last = (await replica.Conversations.ReadSuperstepsAsync(source, 0, 500, cancellationToken))[^1].Number;
        var outcome = await replica.Get<IForks>().ForkAsync(source, new()
        {
            Checkpoint = last,
            RequestedBy = "operator:ann",
            States = new Dictionary<string, JsonElement> { ["hear"] = JsonSerializer.SerializeToElement(new { count = 10, texts = new[] { "one", "edited" } }) },
        }, cancellationToken);
        var fork = new ConversationKey(RuntimeFixture.Tenant, outcome!.Fork!.Id);
        var before = await replica.Conversations.ReadCheckpointAsync(fork, last, cancellationToken);
        var answered = await replica.SayAsync(fork, "three", cancellationToken);
        var again = await replica.SayAsync(fork, "four", cancellationToken);
        var end = (await replica.Conversations.ReadSuperstepsAsync(fork, 0, 500, cancellationToken))[^1].Number;
        var after = await replica.Conversations.ReadCheckpointAsync(fork, end, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(answered.Reply, Is.EqualTo("11: three"));
        Assert.That(again.Reply, Is.EqualTo("12: four"));
        Assert.That(before!.States["hear"].GetProperty("texts").EnumerateArray().Select(text => text.GetString()), Is.EqualTo(new[] { "one", "two" }), "The past is as it was.");
        Assert.That(after!.States["hear"].GetProperty("texts").EnumerateArray().Select(text => text.GetString()), Is.EqualTo(new[] { "one", "edited", "three", "four" }));
        Assert.That((await replica.SayAsync(source, "three", cancellationToken)).Reply, Is.EqualTo("3: three"));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_long_log_is_read_across_the_forks_point(CancellationToken cancellationToken)
    {
        await using var replica = await RuntimeFixture.StartAsync();
        var source = await replica.BeginAsync(cancellationToken);
        for (var turn = 1; turn <= 50; turn++)
        {
            await replica.SayAsync(source, $"text {turn}", cancellationToken);
        }

        var last = (await replica.Conversations.ReadSuperstepsAsync(source, 0, 500, cancellationToken))[^1].Number;
        var outcome = await replica.Get<IForks>().ForkAsync(source, new() { Checkpoint = last, RequestedBy = "operator:ann" }, cancellationToken);
        var fork = new ConversationKey(RuntimeFixture.Tenant, outcome!.Fork!.Id);
        var there = await replica.SayAsync(source, "next", cancellationToken);
        var here = await replica.SayAsync(fork, "next", cancellationToken);
        Assert.That(here.Reply, Is.EqualTo(there.Reply).And.EqualTo("51: next"));
    }

    [Test, CancelAfter(60_000)]
    public async Task Another_version_of_a_prompt_is_used_in_the_fork_alone(CancellationToken cancellationToken)
    {
        var file = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"prompts-{Guid.NewGuid():N}.yaml");
        var text = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "prompts.yaml"), cancellationToken);
        var triage = text[text.IndexOf("- name: triage", StringComparison.Ordinal)..text.IndexOf("- name: confirmation", StringComparison.Ordinal)];
        await File.WriteAllTextAsync(
            file, text.TrimEnd() + "\n\n" + triage.Replace("version: \"2\"", "version: \"next\"\n  in_force: false", StringComparison.Ordinal), cancellationToken);
        try
        {
            await using var support = await SupportFixture.StartAsync(settings: new Dictionary<string, string?> { ["Prompts:Path"] = file });
            var talk = await support.TalkAsync("mara_olsen_1001", cancellationToken);
            await talk.SayAsync("hello", cancellationToken);
            var last = (await support.Conversations.ReadSuperstepsAsync(talk.Key, 0, 500, cancellationToken))[^1].Number;
            var outcome = await support.Forks.ForkAsync(
                talk.Key, new() { Checkpoint = last, RequestedBy = "operator:ann", Prompts = new Dictionary<string, string> { ["triage"] = "next" } }, cancellationToken);
            var fork = support.Resume(outcome!.Fork!.Id);
            await fork.SayAsync("Where is my order #W1000002?", cancellationToken);
            await fork.SayAsync("thanks", cancellationToken);
            await talk.SayAsync("thanks", cancellationToken);
            using var scope = Assert.EnterMultipleScope();
            Assert.That(await VersionsAsync(support, fork.Key, last, cancellationToken), Is.EqualTo(new[] { "next", "next" }), "In every turn of it.");
            Assert.That(await VersionsAsync(support, talk.Key, last, cancellationToken), Is.EqualTo(new[] { "2" }));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<IEnumerable<string?>> VersionsAsync(SupportFixture support, ConversationKey key, int after, CancellationToken cancellationToken) =>
        (await support.Conversations.ReadSuperstepsAsync(key, after, 500, cancellationToken)).SelectMany(superstep => superstep.Activities.EnumerateArray())
            .Where(activity => activity.GetProperty("name").GetString() == "triage").Select(activity => activity.GetProperty("version").GetString()).ToList();
}

using System.Text.Json;
using Agent.Processes;
using Agent.Processes.Runtime;

namespace Agent.Tests.Processes;

internal sealed class AppendOnlyLogTests
{
    [Test]
    public void Is_a_plain_list_to_every_other_serializer()
    {
        var log = new AppendOnlyLog<string> { "one", "two" };
        var json = JsonSerializer.Serialize(log);
        var read = JsonSerializer.Deserialize<AppendOnlyLog<string>>(json)!;
        using var scope = Assert.EnterMultipleScope();
        Assert.That(json, Is.EqualTo("""["one","two"]"""));
        Assert.That(read, Is.EqualTo(log).AsCollection);
        Assert.That(((IAppendOnlyLog)read).Unsaved, Is.EqualTo(2), "a list from elsewhere is not stored here yet");
    }

    [Test]
    public void Is_stored_as_where_its_entries_are()
    {
        var log = Filled((3, 2), (5, 1));
        var json = JsonSerializer.Serialize(log, StoredJson.Options);
        var read = JsonSerializer.Deserialize<AppendOnlyLog<string>>(json, StoredJson.Options)!;
        using var scope = Assert.EnterMultipleScope();
        Assert.That(json, Is.EqualTo("""{"total":3,"in":[[3,2],[5,1]]}"""));
        Assert.That(read.Total, Is.EqualTo(3));
        Assert.That(read, Is.Empty, "the entries come with their checkpoints");
    }

    [Test]
    public void Entries_of_one_checkpoint_are_one_segment() =>
        Assert.That(((IAppendOnlyLog)Filled((3, 2), (3, 4))).Segments, Is.EqualTo([new LogSegment(3, 6)]));

    [TestCase(1)]
    [TestCase(3)]
    [TestCase(7)]
    public void Keeps_the_window_and_forgets_what_lies_before(int perCheckpoint)
    {
        var log = Filled([.. Enumerable.Range(1, 200).Select(checkpoint => (checkpoint, perCheckpoint))]);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(log.Total, Is.EqualTo(200 * perCheckpoint));
        Assert.That(log, Has.Count.InRange(AppendOnlyLog<string>.Window, AppendOnlyLog<string>.Window + perCheckpoint - 1));
        Assert.That(((IAppendOnlyLog)log).Segments.Sum(segment => segment.Count), Is.EqualTo(log.Count), "memory holds what a load would bring back");
        Assert.That(log[^1], Is.EqualTo($"200.{perCheckpoint}"));
    }

    [Test]
    public void Entries_may_say_how_many_of_them_are_kept()
    {
        var log = new AppendOnlyLog<Note>();
        for (var checkpoint = 1; checkpoint <= 5; checkpoint++)
        {
            log.Add(new($"note {checkpoint}"));
            ((IAppendOnlyLog)log).Seal(checkpoint);
        }

        using var scope = Assert.EnterMultipleScope();
        Assert.That(log, Is.EqualTo([new Note("note 5")]).AsCollection);
        Assert.That(log.Total, Is.EqualTo(5));
        Assert.That(((IAppendOnlyLog)log).Segments, Is.EqualTo([new LogSegment(5, 1)]));
    }

    private static AppendOnlyLog<string> Filled(params (int Checkpoint, int Count)[] segments)
    {
        var log = new AppendOnlyLog<string>();
        foreach (var (checkpoint, count) in segments)
        {
            foreach (var number in Enumerable.Range(1, count))
            {
                log.Add($"{checkpoint}.{number}");
            }

            ((IAppendOnlyLog)log).Seal(checkpoint);
        }

        return log;
    }

    [LogWindow(1)]
    private sealed record Note(string Text);
}

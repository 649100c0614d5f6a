using System.Text.Json;
using Agent.Host.Teams.Outgoing.Streaming;
using Agent.Processes;

namespace Agent.Tests.Host.Teams;

/// <summary>What a stream shows, and with what it can end.</summary>
internal sealed class StreamTextTests
{
    [TestCase(null, "The answer.", "The answer.")]
    [TestCase("", "The answer.", "The answer.")]
    [TestCase("The an", "The answer.", "The answer.")]
    [TestCase("One moment.", "The answer.", "One moment.\n\nThe answer.")]
    [TestCase("One moment.\n\nThe an", "The answer.", "One moment.\n\nThe answer.")]
    [TestCase("A.\n\nB.\n\nThe an", "The answer.", "A.\n\nB.\n\nThe answer.")]
    public void An_end_begins_with_what_was_shown(string? shown, string answer, string end) => Assert.That(StreamInfo.Extend(shown, answer), Is.EqualTo(end));

    [Test]
    public void Between_two_calls_of_the_model_there_is_a_gap()
    {
        var text = new LiveText();
        Take(ConversationEvents.TurnStarted, new { });
        Take(ConversationEvents.MessageDelta, new { text = "One " });
        Take(ConversationEvents.MessageDelta, new { text = "moment. " });
        Take(ConversationEvents.ToolCalled, new { });
        Take(ConversationEvents.ToolCompleted, new { });
        Assert.That(text.Text, Is.EqualTo("One moment."));
        Take(ConversationEvents.MessageDelta, new { text = "It is here." });
        Assert.That(text.Text, Is.EqualTo("One moment.\n\nIt is here."));

        void Take(string type, object data) => text.Take(new(null, type, JsonSerializer.SerializeToElement(data), DateTimeOffset.UnixEpoch, 1));
    }
}

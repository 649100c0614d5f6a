using System.Net;
using System.Net.Sockets;
using Agent.Plugins.Mcp.Remote.Configuration;
using Agent.Processes;
using Agent.Tests.Fixtures;

namespace Agent.Tests.Scenarios;

/// <summary>Nothing answers where our tools should run: a conversation goes on in words, and nothing is claimed that no tool said.</summary>
internal sealed class When_the_tool_server_is_away
{
    [Test, CancelAfter(120_000)]
    public async Task The_customer_is_told_and_the_turn_ends_in_words(CancellationToken cancellationToken)
    {
        using var nobody = new TcpListener(IPAddress.Loopback, 0);
        nobody.Start();
        var port = ((IPEndPoint)nobody.LocalEndpoint).Port;
        nobody.Stop();
        await using var support = await SupportFixture.StartAsync(settings: new Dictionary<string, string?>
        {
            ["Tools:Mode"] = nameof(ToolMode.Mcp), ["Tools:Servers:shop:Url"] = $"http://127.0.0.1:{port}/mcp/v1", ["Tools:Servers:shop:Trust"] = nameof(ToolServerTrust.Own),
            ["Tools:Servers:shop:Token"] = "a-key-that-only-our-own-services-share",
        });
        var talk = await support.TalkAsync("mara_olsen_1001", cancellationToken);
        var asked = await talk.SayAsync("Where is my order #W1000002?", cancellationToken);
        var events = await talk.EventsAsync(1, cancellationToken);
        await TestContext.Out.WriteLineAsync($"{asked.Status}: {asked.Reply}");
        using var scope = Assert.EnterMultipleScope();
        Assert.That(asked.Status, Is.EqualTo(ConversationStatus.Idle));
        Assert.That(events.Select(happened => happened.Type), Has.None.EqualTo(ConversationEvents.TurnFailed));
        Assert.That(events.Where(happened => happened.Type == ConversationEvents.ToolCompleted).Select(happened => happened.Data.GetRawText()),
            Is.Not.Empty.And.All.Contains("is not available at the moment"));
        Assert.That(asked.Reply, Does.Not.Contain("pending").And.Not.Contain("Bluetooth"));
    }
}

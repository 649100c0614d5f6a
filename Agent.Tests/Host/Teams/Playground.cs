using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Agent.Benchmarks.Service;
using Agent.Tests.Fixtures;

namespace Agent.Tests.Host.Teams;

/// <summary>Microsoft's own client for bots on a developer's machine, without its browser.</summary>
internal sealed class Playground : IAsyncDisposable
{
    /// <summary>The person at the keyboard, and their id in the playground's directory.</summary>
    public const string Alex = "user-id-0";
    public const string AlexObjectId = "00000000-0000-0000-0000-0000000000020";
    private readonly Process _process;
    private readonly HttpClient _client;
    private readonly string _log;
    private string _chat = "";

    private Playground(Process process, Uri address, string log)
    {
        (_process, _log) = (process, log);
        _client = new() { BaseAddress = address };
    }

    /// <summary>Its page.</summary>
    public Uri Address => _client.BaseAddress!;

    public static async Task<Playground> StartAsync(Uri bot, CancellationToken cancellationToken)
    {
        var folder = await NpmPackages.InstallAsync("teams-playground", Path.Combine("Host", "Teams", "npm"), cancellationToken);
        var port = LoopbackPort.Find();
        var log = Path.Combine(Path.GetTempPath(), $"agent-playground-{Guid.NewGuid():N}.log");
        var start = new ProcessStartInfo("node")
        {
            ArgumentList =
            {
                Path.Combine(folder, "node_modules", "@microsoft", "m365agentsplayground", "cli.js"), "start", "-e", new Uri(bot, "/api/messages").ToString(), "-c", "msteams",
                "-p", port.ToString(System.Globalization.CultureInfo.InvariantCulture), "--dt",
            },
            WorkingDirectory = Path.GetTempPath(),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["TEAMSAPPTESTER_BROWSER"] = "none", ["M365_AGENTS_PLAYGROUND_LOGFILE"] = log },
        };
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var playground = new Playground(process, new Uri($"http://localhost:{port}"), log);
        await playground.UntilReadyAsync(cancellationToken);
        return playground;
    }

    /// <summary>Says something in the one-to-one chat.</summary>
    public async Task SayAsync(string text, CancellationToken cancellationToken)
    {
        using var answer = await _client.PostAsJsonAsync(
            $"/_conversation/v1/conversations/{_chat}/messages", new { from = new { id = Alex }, text, textFormat = "plain" }, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Clicks a button of a card that the playground shows.</summary>
    /// <returns>What the playground makes of the answer: the card it becomes.</returns>
    public async Task<JsonObject> ClickAsync(JsonObject message, int button, CancellationToken cancellationToken)
    {
        var action = message["attachments"]![0]!["content"]!["body"]!.AsArray().Single(item => (string?)item!["type"] == "ActionSet")!["actions"]![button]!;
        using var answer = await _client.PostAsJsonAsync("/_conversation/v1/invoke", new
        {
            name = "adaptiveCard/action",
            value = new { action = new { type = "Action.Execute", verb = (string)action["verb"]!, data = action["data"] }, trigger = "manual" },
            conversation = new { id = _chat },
            from = new { id = Alex },
            replyToId = (string)message["messageId"]!,
        }, cancellationToken);
        return (await answer.Content.ReadFromJsonAsync<JsonObject>(cancellationToken))!;
    }

    /// <summary>Waits for something the playground is to show: a new message, or one that changes.</summary>
    /// <param name="action"><c>createMessage</c> or <c>updateMessage</c>; empty for either, as an answer may be shown while it is written.</param>
    /// <param name="matches">Which.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<JsonObject> UntilShownAsync(string action, Func<JsonObject, bool> matches, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (Shown(action).FirstOrDefault(matches) is { } message)
            {
                return message;
            }

            await Task.Delay(100, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        _client.Dispose();
        File.Delete(_log);
    }

    private IEnumerable<JsonObject> Shown(string action)
    {
        if (!File.Exists(_log))
        {
            yield break;
        }

        using var reader = new StreamReader(new FileStream(_log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        while (reader.ReadLine() is { } line)
        {
            if (line.IndexOf($$"""{"action":"{{action}}""", StringComparison.Ordinal) is var start and >= 0 && line.EndsWith('}'))
            {
                if (JsonNode.Parse(line[start..])!["message"] is JsonObject message)
                {
                    yield return message;
                }
            }
        }
    }

    private async Task UntilReadyAsync(CancellationToken cancellationToken)
    {
        while (_chat.Length == 0)
        {
            try
            {
                var config = await _client.GetFromJsonAsync<JsonObject>("/_internal/v1/config", cancellationToken);
                _chat = (string)config!["config"]!["personalChat"]!["id"]!;
            }
            catch (HttpRequestException) when (!_process.HasExited)
            {
                await Task.Delay(100, cancellationToken); // not listening yet
            }
        }
    }
}

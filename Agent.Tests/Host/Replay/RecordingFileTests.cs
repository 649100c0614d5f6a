using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Agent.Benchmarks.Replaying;
using Agent.Host.Replay.Recordings;

namespace Agent.Tests.Host.Replay;

/// <summary>Files of recordings of every make: what is faulty is named with its line, and the rest is read.</summary>
internal sealed class RecordingFileTests
{
    private string _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("agent-recordings-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Faulty_lines_are_named_and_the_others_are_read()
    {
        var good = ReplayFixture.Recording("good", "t", "c", "Hello", ("get_order_details", new { order_id = "#W1" }, "{}"));
        var lines = await ReadAsync(Write("\uFEFF" + good, "", "{\"id\":", "[]", "{\"messages\":[]}", "{\"id\":\"a\"}",
            """{"id":"b","messages":[{"role":"tool","tool_call_id":"x","content":"y"}]}""",
            """{"id":"c","messages":[{"role":"assistant","tool_calls":[{"id":"1","function":{"name":"t","arguments":"{'a': 1}"}}]}]}""",
            """{"id":"d","messages":[{"role":"robot","content":"y"}]}""", good));
        using var scope = Assert.EnterMultipleScope();
        Assert.That(lines.Select(line => line.Number), Is.EqualTo([1, 3, 4, 5, 6, 7, 8, 9, 10]));
        Assert.That(lines.Where(line => line.Recording is not null).Select(line => line.Number), Is.EqualTo([1, 10]));
        Assert.That(lines[1].Fault, Does.StartWith("the line is no JSON"));
        Assert.That(lines[2].Fault, Is.EqualTo("a recording is a JSON object"));
        Assert.That(lines[3].Fault, Is.EqualTo("'id' is missing"));
        Assert.That((lines[4].Id, lines[4].Fault), Is.EqualTo(("a", "'messages' must be a list")));
        Assert.That(lines[5].Fault, Is.EqualTo("message 1: the result of call 'x', which was not made before"));
        Assert.That(lines[6].Fault, Is.EqualTo("message 1: the arguments of 't' are no JSON: {'a': 1}"));
        Assert.That(lines[7].Fault, Does.StartWith("message 1: the role 'robot'"));
        Assert.That(lines[0].Recording!.Calls.Single().Result, Is.EqualTo("{}"));
    }

    [Test]
    public async Task Compressed_files_are_read_whatever_they_are_called()
    {
        var path = Path.Combine(_folder, "compressed.jsonl");
        await using (var zip = new GZipStream(File.Create(path), CompressionLevel.Fastest))
        {
            await zip.WriteAsync(Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Range(1, 300).Select(number => ReplayFixture.Recording($"r{number}", "t", "c", new string('x', 400))))));
        }

        Assert.That((await ReadAsync(path)).Select(line => line.Recording?.Id), Is.EqualTo(Enumerable.Range(1, 300).Select(number => $"r{number}")));
    }

    [Test]
    public async Task A_line_without_end_is_passed_by()
    {
        var path = Path.Combine(_folder, "long.jsonl");
        await using (var file = new StreamWriter(path))
        {
            var part = new string('x', 1_000_000);
            for (var parts = 0; parts < 20; parts++)
            {
                await file.WriteAsync(part);
            }

            await file.WriteAsync("\n" + ReplayFixture.Recording("after", "t", "c", "Hello"));
        }

        var lines = await ReadAsync(path);
        Assert.That(lines.Select(line => (line.Number, line.Recording?.Id, line.Fault)), Is.EqualTo([(1L, null, "the line has more than 16777216 bytes"), (2L, (string?)"after", (string?)null)]));
    }

    /// <summary>In a process of its own: the heap of this one holds what other tests allocate meanwhile, which is why a limit on it once failed.</summary>
    [Test, CancelAfter(120_000)]
    public async Task Memory_does_not_grow_with_the_file(CancellationToken cancellationToken)
    {
        var (small, large) = (await HeapAsync(12, cancellationToken), await HeapAsync(120, cancellationToken));
        Assert.That(large, Is.LessThan(ReplayProgram.MostHeap), "120 MB of recordings");
        Assert.That(large - small, Is.LessThan(1_000_000), "ten times the file");
    }

    private static async Task<long> HeapAsync(int megabytes, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        foreach (var argument in (string[])["exec", Path.Combine(TestContext.CurrentContext.TestDirectory, "Agent.Benchmarks.dll"), "replay", "memory", "--megabytes", megabytes.ToString(CultureInfo.InvariantCulture)])
        {
            start.ArgumentList.Add(argument);
        }

        using var program = Process.Start(start)!;
        var said = await program.StandardOutput.ReadToEndAsync(cancellationToken);
        await program.WaitForExitAsync(cancellationToken);
        await TestContext.Out.WriteLineAsync(said);
        Assert.That(program.ExitCode, Is.Zero, said);
        return long.Parse(said.Split("heap=")[1].Split(' ')[0], CultureInfo.InvariantCulture);
    }

    [Test]
    public async Task Plain_transcripts_are_read_as_json_and_as_comma_separated_values()
    {
        var json = Write("""{"conversation":"1","speaker":"customer","text":"Hi, \"you\""}""", """{"conversation":"1","speaker":"agent","text":"Hello"}""",
            """{"speaker":"agent"}""", """{"conversation":"2","speaker":"Customer","text":"Bye"}""");
        var csv = Write("speaker,conversation,text", "customer,1,\"Hi, \"\"you\"\"\"", "agent,1,Hello", "agent", "Customer,2,Bye");
        foreach (var (path, format, fault) in ((string, RecordingFormat, string)[])[(json, RecordingFormat.Transcript, "the line needs"), (csv, RecordingFormat.Csv, "the line has 1 cells, and the heading 3")])
        {
            var lines = new List<RecordingLine>();
            await foreach (var line in new RecordingFile(path, format).ReadAsync())
            {
                lines.Add(line);
            }

            var read = lines.Where(line => line.Recording is not null).Select(line => line.Recording!).ToList();
            Assert.That(read.Select(recording => (recording.Id, recording.Messages.Count)), Is.EqualTo([("1", 2), ("2", 1)]));
            Assert.That((read[0].Messages[0].Role, read[0].Messages[0].Text), Is.EqualTo(("user", "Hi, \"you\"")));
            Assert.That(lines.Single(line => line.Fault is not null).Fault, Does.StartWith(fault));
        }
    }

    private string Write(params string[] lines)
    {
        var path = Path.Combine(_folder, $"{Guid.NewGuid():n}.jsonl");
        File.WriteAllLines(path, lines);
        return path;
    }

    private static async Task<List<RecordingLine>> ReadAsync(string path)
    {
        var lines = new List<RecordingLine>();
        await foreach (var line in new RecordingFile(path, RecordingFormat.Chat).ReadAsync())
        {
            lines.Add(line);
        }

        return lines;
    }
}

using Agent.Host.Commands;

namespace Agent.Host.Replay.Command;

/// <summary>The verb <c>replay</c> of the one binary.</summary>
internal static class ReplayVerb
{
    private const string Usage = """
        usage: agent replay <recordings> --mode <mode> [options]

        The recordings are a file with one conversation a line, plain or as gzip, or the conversations of this service: stored, or such as
        stored:customer=mara_olsen_1001,since=2026-11-01. docs/replay.md describes both.

          --mode exact          runs conversations of this service again from their journal: is the engine deterministic?
          --mode decisions      holds conversations again with recorded answers and results: which decision changes?
          --mode policies       judges by --candidate policies=<file> what stored conversations proposed: which verdicts would flip?
          --mode effects        makes the recorded tool calls again in a copy of the shop: do the tools still do what they did?
          --mode live           holds the customer's side anew, with models asked and tools called in a copy of the shop: how does another model or prompt behave?
          --candidate <n=v>     what is tried out: policies=<file>, prompts=<file>, workflow=<version>, or any setting
          --baseline <n=v>      what is compared with, likewise (default: what is recorded); more than one of each may be given
          --on-divergence <how> where the recording does not have what a step asks for: nearest (default), stop, or ask the model
          --shop <shop>         the tenant, or the folder, whose shop is copied (default: the tenant each recording names)
          --approvals <who>     as-recorded (default), approve, deny, rule, or ground-truth: only what the recording names as right
          --approve-if <rule>   agrees to calls such as "tool=cancel_pending_order" or "by=operator, amount<=200", to no others; more than one may be given
          --samples <n>         live: how often each conversation is held (default: 1)
          --budget <usd>        live: the most it may cost; needed where models cost money
          --batch               live: asks models through the provider's batch endpoint, at its price and within days; --resume goes on after anything
          --abandon             ends a broken-off replay with --batch: its batches are cancelled, and what they have answered is paid
          --estimate            live: says what it will probably cost, and ends
          --judge <prompt>      live: a prompt of prompts.yaml that compares the answers, such as replay_judge
          --expected <file>     end states to compare with, one a line
          --where <name=value>  only recordings with this label; more than one may be given
          --format <format>     chat (default), transcript or csv
          --parallel <n>        how many conversations at a time (default: one for each core, 64 with --batch)
          --report <folder>     writes report.html, report.json and junit.xml
          --fail-on <list>      ends with exit code 3 when there is more, such as "effects>0,errors>0"
          --resume              goes on with the same replay where it was broken off
          --tenant <id>         whose replay it is (default: demo)
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        if (args is ["--help" or "-h" or "help", ..])
        {
            await Console.Out.WriteLineAsync(Usage);
            return 0;
        }

        ReplayArguments arguments;
        try
        {
            arguments = ReplayArguments.Parse(args);
        }
        catch (ReplayFault fault)
        {
            await Console.Error.WriteLineAsync($"replay: {fault.Message}.\n\n{Usage}");
            return CommandLine.Misused;
        }

        return await StartupFault.GuardAsync(() => ReplayCommand.RunAsync(arguments));
    }
}

using Agent.Host.Commands;
using Agent.Host.Replay;

namespace Agent.Host.Evaluation.Command;

/// <summary>The verb <c>eval</c> of the one binary.</summary>
internal static class EvalVerb
{
    private const string Usage = """
        usage: agent eval <suite.yaml>… [options]
               agent eval add <conversation> [options]

        Asks the guardrail, triage, the policies and the orders specialist the labelled questions of a suite, and says how well they answer. docs/evaluation.md describes suites.

          --candidate <n=v>    what is tried out: prompts=<file>, policies=<file>, or any setting, such as Model:Large=gpt-4.1
          --fail-on <list>     ends with exit code 3 when it is so, such as "triage.f1<0.9,worse>0" (default: what the suite says)
          --report <folder>    writes <suite>.json and <suite>.xml (JUnit)
          --last <folder>      where the last run of each suite is kept, to be compared with (default: evaluations in the data directory)
          --parallel <n>       how many cases at a time (default: 8)

        eval add makes cases of a conversation: of each message, each proposed call and each choice of a tool. What was decided is taken for right: read them, and mend what was not.

          --to <suite.yaml>    the suite they are added to (needed)
          --kind <kind>        only guardrail, triage, eligibility or tool
          --turn <n>           only of this turn
          --expect <answer>    the right answer, where it was another one; needs --kind and --turn
          --from <file>        the conversation is the recording of this id in the file, and not a stored one
          --as-is              with names, addresses and ids as they are, in place of pseudonyms
          --key <secret>       the secret the pseudonyms are made with (default: a new one each time)
          --tenant <id>        whose conversation (default: demo)
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            switch (args)
            {
                case ["--help" or "-h" or "help", ..]:
                    await Console.Out.WriteLineAsync(Usage);
                    return 0;
                case ["add", .. var rest]:
                    var added = EvalAddArguments.Parse(rest);
                    return await StartupFault.GuardAsync(() => EvalAddCommand.RunAsync(added));
                default:
                    var arguments = EvalArguments.Parse(args);
                    return await StartupFault.GuardAsync(() => EvalCommand.RunAsync(arguments));
            }
        }
        catch (ReplayFault fault)
        {
            await Console.Error.WriteLineAsync($"eval: {fault.Message}.\n\n{Usage}");
            return CommandLine.Misused;
        }
    }
}

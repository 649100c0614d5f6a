using Agent.Processes.Replay;

namespace Agent.Processes.Evaluation;

/// <summary>Labelled cases, read and checked.</summary>
public sealed class EvaluationSuite
{
    /// <summary>What can be evaluated: the guardrail, triage, the policies' verdict, and which tool the orders specialist calls.</summary>
    public static readonly IReadOnlyList<string> Kinds = [DecisionKinds.Guardrail, DecisionKinds.Triage, DecisionKinds.Eligibility, DecisionKinds.Tool];

    /// <summary>The answer of a specialist who calls no tool.</summary>
    public const string NoTool = "none";

    /// <summary>The answer of triage to a plain goodbye.</summary>
    public const string Goodbye = "goodbye";

    internal EvaluationSuite(string file, string name, string? failOn, int failOnLine, IReadOnlyList<EvaluationCase> cases) =>
        (File, Name, FailOn, FailOnLine, Cases) = (file, name, failOn, failOnLine, cases);

    /// <summary>Where it was read.</summary>
    public string File { get; }

    /// <summary>Its name, in words of the file's author.</summary>
    public string Name { get; }

    /// <summary>What must not be, as the file says it; null when it says nothing.</summary>
    public string? FailOn { get; }

    /// <summary>Where that stands.</summary>
    public int FailOnLine { get; }

    /// <summary>The cases, in the order of the file.</summary>
    public IReadOnlyList<EvaluationCase> Cases { get; }

    /// <summary>Reads and checks a suite.</summary>
    /// <param name="path">Its file.</param>
    /// <exception cref="SuiteFileException">It is missing or faulty.</exception>
    public static EvaluationSuite Load(string path)
    {
        try
        {
            return Parse(path, System.IO.File.ReadAllText(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SuiteFileException(path, 1, null, $"the suite cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>Checks the text of a suite.</summary>
    /// <param name="file">Its name, for error messages.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="SuiteFileException">It is faulty.</exception>
    public static EvaluationSuite Parse(string file, string text) => SuiteFileReader.Read(file, text);
}

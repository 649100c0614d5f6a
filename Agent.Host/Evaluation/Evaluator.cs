using System.Diagnostics.CodeAnalysis;
using Agent.Host.Evaluation.Metrics;
using Agent.Host.Models;
using Agent.Processes.Evaluation;
using Microsoft.Extensions.Options;

namespace Agent.Host.Evaluation;

/// <summary>Runs suites.</summary>
internal sealed class Evaluator(DecisionTrials trials, IOptions<ModelOptions> models, TimeProvider clock)
{
    /// <summary>Answers every case of a suite.</summary>
    /// <param name="suite">The suite.</param>
    /// <param name="candidate">What is tried out, for the record.</param>
    /// <param name="parallel">How many cases at a time.</param>
    /// <param name="cancellationToken">Breaks it off; nothing has come of it then.</param>
    public async Task<EvaluationRun> RunAsync(EvaluationSuite suite, IReadOnlyDictionary<string, string> candidate, int parallel, CancellationToken cancellationToken = default)
    {
        var answers = new (CaseOutcome Outcome, EvaluationAnswer? Answer)[suite.Cases.Count];
        await Parallel.ForAsync(0, suite.Cases.Count, new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellationToken },
            async (place, token) => answers[place] = await AnswerAsync(suite.Cases[place], token));
        List<EvaluationAnswer> given = [.. answers.Select(pair => pair.Answer).OfType<EvaluationAnswer>()];
        IReadOnlyList<CaseOutcome> outcomes = [.. answers.Select(pair => pair.Outcome)];
        return new()
        {
            Suite = suite.Name,
            At = clock.GetUtcNow(),
            Models = ModelsAsked(),
            Versions = trials.Versions,
            Candidate = candidate,
            ModelCalls = given.Sum(answer => answer.ModelCalls),
            InputTokens = given.Sum(answer => answer.InputTokens),
            OutputTokens = given.Sum(answer => answer.OutputTokens),
            CostUsd = given.All(answer => answer.CostUsd is not null) ? given.Sum(answer => answer.CostUsd) : null,
            Metrics = Scoring.Of(outcomes),
            Cases = outcomes,
        };
    }

    [SuppressMessage("Design", "CA1031", Justification = "One case without an answer must not end the others; its error is its outcome.")]
    private async Task<(CaseOutcome Outcome, EvaluationAnswer? Answer)> AnswerAsync(EvaluationCase wanted, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await trials.AnswerAsync(wanted, cancellationToken);
            return (new(wanted.Id, wanted.Kind, wanted.Expect, answer.Label, answer.Note) { IsRight = answer.Is(wanted.Expect) }, answer);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return (new(wanted.Id, wanted.Kind, wanted.Expect, null, exception.Message) { IsRight = false }, null);
        }
    }

    private SortedDictionary<string, string> ModelsAsked() => models.Value.Provider == ModelProviders.Offline
        ? new(StringComparer.Ordinal) { ["provider"] = models.Value.Provider }
        : new(StringComparer.Ordinal) { ["provider"] = models.Value.Provider, [ModelServiceIds.Small] = models.Value.Small, [ModelServiceIds.Large] = models.Value.Large };
}

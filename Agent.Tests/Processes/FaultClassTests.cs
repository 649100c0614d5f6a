using System.Net;
using Agent.Host.Models;
using Agent.Processes.Costs.Budgets;
using Agent.Processes.Runtime;
using Agent.Processes.Runtime.Execution;
using Agent.Processes.Telemetry;
using Microsoft.SemanticKernel;
using Npgsql;

namespace Agent.Tests.Processes;

/// <summary>Which failures pass, which stay, and which somebody should look at.</summary>
internal sealed class FaultClassTests
{
    [TestCaseSource(nameof(Transient))]
    public void It_passes(Exception fault) => Assert.That(Faults.ClassOf(fault), Is.EqualTo(FaultClass.Transient));

    [TestCaseSource(nameof(Permanent))]
    public void It_stays_for_a_known_cause(Exception fault) => Assert.That(Faults.ClassOf(fault), Is.EqualTo(FaultClass.Permanent));

    [TestCaseSource(nameof(Unknown))]
    public void Nobody_has_thought_of_it(Exception fault) => Assert.That(Faults.ClassOf(fault), Is.EqualTo(FaultClass.Unknown));

    [Test]
    public void Every_failure_of_a_model_has_a_class() => Assert.That(
        Enum.GetValues<ModelFailure>().Select(failure => Faults.ClassOf(new ModelException(failure, "text"))), Has.None.EqualTo(FaultClass.Unknown));

    private static IEnumerable<TestCaseData> Transient()
    {
        yield return new(Postgres("57P01")) { TestName = "A database session that was ended" };
        yield return new(new InvalidOperationException("wrapped", new NpgsqlException("broken", new IOException("reset")))) { TestName = "A broken connection inside another error" };
        yield return new(new ModelException(ModelFailure.RateLimited, "text")) { TestName = "A rate limit" };
        yield return new(new UnroutedErrorException("step", new ModelException(ModelFailure.Unreachable, "text"))) { TestName = "A step that a model failed" };
        yield return new(new TimeoutException()) { TestName = "A time limit" };
        yield return new(new HttpRequestException("text", null, HttpStatusCode.BadGateway)) { TestName = "A bad gateway" };
        yield return new(new HttpRequestException("text", null, HttpStatusCode.TooManyRequests)) { TestName = "Too many requests" };
        yield return new(new KernelException("text", new TaskCanceledException())) { TestName = "A call that was broken off" };
    }

    private static IEnumerable<TestCaseData> Permanent()
    {
        yield return new(new ModelException(ModelFailure.Unauthorized, "text")) { TestName = "A wrong key" };
        yield return new(new SpendingStoppedException("text")) { TestName = "A budget" };
        yield return new(new TurnLimitException("superstep_limit", "text")) { TestName = "A turn's limit" };
        yield return new(new UnreadableStateException("text", new FormatException())) { TestName = "A state that cannot be read" };
        yield return new(Postgres("28P01")) { TestName = "A wrong password of the database" };
        yield return new(Postgres("42501")) { TestName = "A missing privilege" };
        yield return new(new HttpRequestException("text", null, HttpStatusCode.NotFound)) { TestName = "Not found" };
    }

    private static IEnumerable<TestCaseData> Unknown()
    {
        yield return new(new InvalidOperationException()) { TestName = "A step that fell" };
        yield return new(new UnroutedErrorException("step", new FormatException())) { TestName = "A step that fell, at its turn" };
        yield return new(Postgres("23505")) { TestName = "A duplicate" };
        yield return new(new ArgumentException("text")) { TestName = "A fault of ours" };
    }

    private static PostgresException Postgres(string state) => new("text", "ERROR", "ERROR", state);
}

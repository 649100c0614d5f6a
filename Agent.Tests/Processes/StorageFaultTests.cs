using Agent.Processes;
using Npgsql;

namespace Agent.Tests.Processes;

internal sealed class StorageFaultTests
{
    [TestCaseSource(nameof(Passing))]
    public void A_database_that_is_away_for_a_moment_is_told_from(Exception fault) => Assert.That(StorageFault.IsTransient(fault), Is.True);

    [TestCaseSource(nameof(Lasting))]
    public void An_error_that_would_come_again(Exception? fault) => Assert.That(StorageFault.IsTransient(fault), Is.False);

    private static IEnumerable<TestCaseData> Passing()
    {
        yield return new(Postgres("FATAL", "57P01")) { TestName = "A session that was ended" };
        yield return new(Postgres("FATAL", "57P03")) { TestName = "A server that starts" };
        yield return new(Postgres("ERROR", "57014")) { TestName = "A statement that somebody else cancelled" };
        yield return new(Postgres("ERROR", "42P05")) { TestName = "A statement the driver prepares twice" };
        yield return new(Postgres("ERROR", "26000")) { TestName = "A statement the driver takes for prepared" };
        yield return new(Postgres("FATAL", "08P01")) { TestName = "A pooler that has lost its server" };
        yield return new(new NpgsqlException("broken", new IOException("reset"))) { TestName = "A connection that breaks" };
        yield return new(new InvalidOperationException("wrapped", new NpgsqlException("broken", new IOException("reset")))) { TestName = "A fault inside another" };
        yield return new(new NpgsqlException("Received backend message BindComplete while expecting ParseCompleteMessage. Please file a bug."))
            { TestName = "A driver that has lost its place" };
        yield return new(Null("Npgsql")) { TestName = "A connection that breaks inside the driver" };
    }

    private static IEnumerable<TestCaseData> Lasting()
    {
        yield return new(null) { TestName = "Nothing" };
        yield return new(Postgres("ERROR", "23505")) { TestName = "A duplicate" };
        yield return new(Postgres("ERROR", "08P01")) { TestName = "A message the server cannot read" };
        yield return new(new NpgsqlException("No password has been provided")) { TestName = "A setting the driver cannot work with" };
        yield return new(Null("Agent.Processes")) { TestName = "A fault of ours" };
    }

    private static Exception Null(string source)
    {
        var fault = Assert.Catch<NullReferenceException>(() => _ = ((string?)null)!.Length);
        fault.Source = source;
        return fault;
    }

    private static PostgresException Postgres(string severity, string state) => new("text", severity, severity, state);
}

using Agent.Host.Database;
using Npgsql;

namespace Agent.Tests.Host.Database;

internal sealed class AgentDataSourceTests
{
    [Test]
    public void Prepares_statements_and_resets_nothing_by_default()
    {
        var settings = new NpgsqlConnectionStringBuilder(AgentDataSource.WithDefaults("Host=db.example;Database=agent"));
        using var scope = Assert.EnterMultipleScope();
        Assert.That(settings.Host, Is.EqualTo("db.example"));
        Assert.That(settings.MaxAutoPrepare, Is.EqualTo(100));
        Assert.That(settings.AutoPrepareMinUsages, Is.EqualTo(2));
        Assert.That(settings.NoResetOnClose, Is.True);
    }

    [Test]
    public void Leaves_what_the_connection_string_says_even_where_it_names_the_drivers_default()
    {
        var settings = new NpgsqlConnectionStringBuilder(AgentDataSource.WithDefaults("Host=pooler.example;Max Auto Prepare=0;No Reset On Close=false"));
        using var scope = Assert.EnterMultipleScope();
        Assert.That(settings.MaxAutoPrepare, Is.Zero);
        Assert.That(settings.NoResetOnClose, Is.False);
    }
}

using Agent.Host.Database;

namespace Agent.Tests.Host.Database;

internal sealed class PostgresBinariesTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("agent-binaries-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void The_newest_whole_installation_is_taken()
    {
        Install("9.6/bin", "initdb", "pg_ctl", "postgres");
        Install("15/bin", "initdb", "pg_ctl", "postgres");
        Install("16/bin", "psql");
        Assert.That(PostgresBinaries.Find(_folder, null).PgCtl, Is.EqualTo(Path.Combine(_folder, "15/bin/pg_ctl")));
    }

    [Test]
    public void The_path_is_looked_through_last()
    {
        Install("elsewhere", "initdb", "pg_ctl", "postgres");
        Assert.That(PostgresBinaries.Find("/nowhere", $"/nowhere:{_folder}/elsewhere").InitDb, Is.EqualTo(Path.Combine(_folder, "elsewhere/initdb")));
    }

    [Test]
    public void Without_any_it_says_what_to_install() => Assert.That(
        () => PostgresBinaries.Find(_folder, ""),
        Throws.TypeOf<PrivateClusterException>().With.Message.Contains("apt-get install postgresql").And.Message.Contains("ConnectionStrings__Agent"));

    private void Install(string folder, params string[] programs)
    {
        var directory = Directory.CreateDirectory(Path.Combine(_folder, folder)).FullName;
        foreach (var program in programs)
            File.WriteAllText(Path.Combine(directory, program), "");
    }
}

using Agent.Processes.Definitions;
using Agent.Processes.Policies;
using Agent.Processes.Prompts;
using Agent.Tests.Fixtures;

namespace Agent.Tests.Processes.Definitions;

internal sealed class DefinitionHistoryTests
{
    [Test, CancelAfter(90_000)]
    public async Task What_comes_into_force_is_written_down_once_with_who_and_what_changed(CancellationToken cancellationToken)
    {
        var database = await PostgresFixture.CreateDatabaseAsync();
        await using var first = await StartAsync(database, "ann", ProductFiles.PoliciesText);
        var written = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => first.Get<IDefinitions>().RecordAsync(cancellationToken)));
        var prompts = first.Get<PromptLibrary>().Prompts.Count(prompt => prompt.IsInForce);
        Assert.That(written.Sum(), Is.EqualTo(prompts + 1), "the policies and each prompt once, whatever number of replicas starts");

        await using var second = await StartAsync(
            database, "bea", ProductFiles.PoliciesText.Replace("version: \"2026", "version: \"2027", StringComparison.Ordinal).Replace("at_most: 30", "at_most: 14", StringComparison.Ordinal));
        Assert.That(await second.Get<IDefinitions>().RecordAsync(cancellationToken), Is.EqualTo(1));
        var change = (await second.Get<IDefinitions>().ListAsync(1, cancellationToken)).Single();
        var compared = (await second.Get<IDefinitions>().FindAsync(change.Number, cancellationToken))!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That((change.Kind, change.ChangedBy), Is.EqualTo((DefinitionKinds.Policies, "bea")));
            Assert.That(change.Version, Does.StartWith("2027"));
            Assert.That(change.VersionBefore, Does.StartWith("2026"));
            Assert.That((compared.Before.Contains("at_most: 30", StringComparison.Ordinal), compared.After.Contains("at_most: 14", StringComparison.Ordinal)), Is.EqualTo((true, true)));
        }

        await first.Get<IDefinitions>().RecordAsync(cancellationToken);
        Assert.That((await first.Get<IDefinitions>().ListAsync(1, cancellationToken)).Single().ChangedBy, Is.EqualTo("ann"), "going back is a change as well");
        Assert.That(await first.Get<IDefinitions>().FindAsync(long.MaxValue, cancellationToken), Is.Null);
    }

    private static Task<SupportFixture> StartAsync(string database, string by, string policies)
    {
        var file = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"policies-{by}.yaml");
        File.WriteAllText(file, policies);
        return SupportFixture.StartAsync(connectionString: database, settings: new Dictionary<string, string?> { ["Policies:Path"] = file, ["Definitions:ChangedBy"] = by });
    }
}

using Agent.Processes.Runtime.Compilation;
using Agent.Processes.Workflows.Support;

namespace Agent.Tests.Conventions;

internal sealed class ReadmeTests
{
#if !SEMANTIC_KERNEL_PACKAGES // Microsoft's package draws the same graph in its own words.
    [Test]
    public void The_picture_of_the_workflow_is_drawn_from_its_graph()
    {
        var drawn = WorkflowCompiler.Compile(SupportWorkflow.Definition).Mermaid.Trim();
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        Assert.That(readme.ReplaceLineEndings("\n"), Does.Contain($"```mermaid\n{drawn}\n```"), "Replace the picture in README.md by:\n" + drawn);
    }
#endif
}

/// <summary>Where the sources are.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(new(TestContext.CurrentContext.TestDirectory));

    private static string Find(DirectoryInfo? folder)
    {
        for (; folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Agent.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("The tests run outside the repository.");
    }
}

using Agent.Processes;
using Agent.Processes.Policies;
using Agent.Processes.Replay.Rehearsing;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;

namespace Agent.Host.Replay.Decisions;

/// <summary>One version of the service's decisions: its settings with some of them changed.</summary>
internal static class Variant
{
    /// <summary>A file of policies.</summary>
    public const string Policies = "policies";

    /// <summary>A file of prompts.</summary>
    public const string Prompts = "prompts";

    /// <summary>Policies as a text.</summary>
    public const string PoliciesText = "policies-text";

    /// <summary>Prompts as a text.</summary>
    public const string PromptsText = "prompts-text";

    /// <summary>A version of the workflow. Every other name is that of a setting.</summary>
    public const string Workflow = "workflow";

    private static readonly Dictionary<string, string> s_files = new()
    {
        [Policies] = "Policies:Path", [Prompts] = "Prompts:Path", [PoliciesText] = "Policies:Path", [PromptsText] = "Prompts:Path",
    };

    /// <summary>Opens a stage with settings changed.</summary>
    /// <param name="configuration">The service's settings.</param>
    /// <param name="changes">What is changed, by the names above.</param>
    /// <param name="kernel">Has the tools.</param>
    /// <param name="models">The models, for the case that one may be asked.</param>
    /// <param name="definitions">The workflows of the service, every version.</param>
    /// <param name="filters">What stands around the calls of tools, where they are called.</param>
    /// <exception cref="ReplayFault">A file is not there, or a version of the workflow.</exception>
    public static RehearsalStage Open(
        IConfiguration configuration, IReadOnlyDictionary<string, string> changes, Kernel kernel, Func<string, IChatClient>? models, IEnumerable<WorkflowDefinition> definitions,
        IEnumerable<IFunctionInvocationFilter>? filters = null)
    {
        var written = new List<string>();
        try
        {
            var settings = new ConfigurationBuilder().AddConfiguration(configuration).AddInMemoryCollection(changes.Where(change => change.Key != Workflow)
                .Select(change => KeyValuePair.Create(s_files.GetValueOrDefault(change.Key, change.Key), (string?)ValueOf(change, written)))).Build();
            return RehearsalStage.Open(settings, kernel.Plugins, models, version: changes.GetValueOrDefault(Workflow), filters: filters, definitions: definitions);
        }
        catch (UnknownWorkflowException unknown)
        {
            throw new ReplayFault(unknown.Message, unknown);
        }
        finally
        {
            written.ForEach(File.Delete); // read and checked when the stage was opened
        }
    }

    /// <summary>The settings behind names and files.</summary>
    /// <exception cref="ReplayFault">A file is not there.</exception>
    public static IEnumerable<KeyValuePair<string, string?>> SettingsOf(IReadOnlyDictionary<string, string> changes) =>
        changes.Select(change => KeyValuePair.Create(s_files.GetValueOrDefault(change.Key, change.Key), (string?)ValueOf(change, [])));

    /// <summary>The policies alone.</summary>
    /// <exception cref="ReplayFault">None are given, or the file is not there.</exception>
    /// <exception cref="PolicyFileException">They are faulty.</exception>
    public static PolicyBook ReadPolicies(IReadOnlyDictionary<string, string> changes) => changes.ToList() switch
    {
        [{ Key: Policies, Value: var file }] => File.Exists(file) ? PolicyBook.Load(Path.GetFullPath(file)) : throw new ReplayFault($"{file}: there is no such file of policies"),
        [{ Key: PoliciesText, Value: var text }] => PolicyBook.Parse("policies", text),
        _ => throw new ReplayFault("the mode policies tries out policies and nothing else: give them as the only candidate"),
    };

    private static string ValueOf(KeyValuePair<string, string> change, List<string> written)
    {
        switch (change.Key)
        {
            case Policies or Prompts:
                // Meant as the caller sees it, not beside the program.
                return File.Exists(change.Value) ? Path.GetFullPath(change.Value) : throw new ReplayFault($"{change.Value}: there is no such file of {change.Key}");
            case PoliciesText or PromptsText:
                written.Add(Path.GetTempFileName());
                File.WriteAllText(written[^1], change.Value);
                return written[^1];
            default:
                return change.Value;
        }
    }
}

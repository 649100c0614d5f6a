using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Agent.Processes.Policies.Timing;
using Microsoft.SemanticKernel;

namespace Agent.Processes.Policies;

/// <summary>Every policy of the service, read and checked once.</summary>
public sealed class PolicyBook
{
    private readonly FrozenDictionary<string, ToolPolicy> _tools;
    private readonly IReadOnlyDictionary<string, ApprovalTiming> _timings;

    internal PolicyBook(string version, string hash, string text, IEnumerable<ToolPolicy> tools, IReadOnlyDictionary<string, ApprovalTiming> timings)
    {
        _timings = timings;
        Version = version;
        Hash = hash;
        Text = text;
        _tools = tools.ToFrozenDictionary(policy => policy.Tool);
    }

    /// <summary>The version, as the file states it.</summary>
    public string Version { get; }

    /// <summary>The first 16 hex digits of the SHA-256 of the file's text: an edit without a new version shows here.</summary>
    public string Hash { get; }

    /// <summary>The file, as it was read.</summary>
    public string Text { get; }

    /// <summary>The tools that have a policy.</summary>
    public IReadOnlyCollection<string> Tools => _tools.Keys;

    /// <summary>What holds for each tool, for people to read; by the tool's name.</summary>
    public IReadOnlyList<ToolPolicyView> Describe() => [.. _tools.Values.OrderBy(policy => policy.Tool, StringComparer.Ordinal).Select(PolicyDescription.Of)];

    internal ToolPolicy? Find(string tool) => _tools.GetValueOrDefault(tool);

    /// <summary>How long an approver has, by the rule that asks; by the section for everybody where today's rule asks somebody else or is gone.</summary>
    internal ApprovalTiming TimingOf(string tool, string rule, string approver) =>
        Find(tool)?.Approvals.FirstOrDefault(candidate => candidate.Name == rule && candidate.By == approver)?.Timing
        ?? _timings.GetValueOrDefault(approver, ApprovalTiming.Default);

    /// <summary>
    /// The same policies with a tenant's own values: an object with <c>approvals</c> as in the file, and <c>tools</c>, in which tools, rules and approvals stand by their names:
    /// <c>{"tools": {"process_refund": {"rules": {"refund_window_gold": {"require": {"days_since_delivery": {"at_most": 60}}}}}}}</c>. What is named must be in the file.
    /// </summary>
    /// <param name="values">The values.</param>
    /// <returns>Policies whose version is the file's, <c>+</c>, and eight hex digits that stand for the values.</returns>
    /// <exception cref="PolicyFileException">A value belongs to nothing in the file, or is not valid there.</exception>
    public PolicyBook With(JsonElement values) => Parse("the tenant's policies", PolicyOverlay.Apply(this, values));

    /// <summary>The eight hex digits that stand for a tenant's own values in the version of its policies.</summary>
    public static string HashOf(JsonElement values) => PolicyOverlay.HashOf(values);

    /// <summary>The policies of a conversation's tenant, where it has its own; else these.</summary>
    internal PolicyBook For(Kernel kernel) => kernel.Data.TryGetValue(KernelConversationExtensions.PoliciesKey, out var own) && own is PolicyBook policies ? policies : this;

    /// <summary>No policies at all: nothing that changes something runs.</summary>
    internal static PolicyBook Closed(string version) => Parse("the tenant's policies", $"version: \"{version}\"\ntools: []\n");

    /// <summary>Reads and checks a policies file.</summary>
    /// <param name="path">An absolute path, or one relative to the working directory or the program.</param>
    /// <exception cref="PolicyFileException">The file is missing or faulty.</exception>
    public static PolicyBook Load(string path)
    {
        var file = Yaml.DefinitionFile.Locate(path);
        return File.Exists(file)
            ? Parse(file, File.ReadAllText(file))
            : throw new PolicyFileException(file, 1, null, "the policies file does not exist");
    }

    /// <summary>Checks the text of a policies file.</summary>
    /// <param name="file">Its name, for error messages.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="PolicyFileException">The text is faulty.</exception>
    public static PolicyBook Parse(string file, string text)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\n"))))[..16];
        return PolicyFileReader.Read(file, text, hash);
    }
}

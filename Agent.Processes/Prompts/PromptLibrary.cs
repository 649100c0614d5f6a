using System.Collections.Frozen;
using Microsoft.SemanticKernel;

namespace Agent.Processes.Prompts;

/// <summary>Every prompt of the service, read and checked once.</summary>
public sealed class PromptLibrary
{
    private readonly FrozenDictionary<string, Prompt> _prompts;
    private readonly FrozenDictionary<(string Name, string Version), Prompt> _versions;

    private readonly PromptRoute[] _routes;

    internal PromptLibrary(IReadOnlyCollection<Prompt> prompts, IEnumerable<PromptRoute>? routes = null)
    {
        _routes = [.. routes ?? []];
        _prompts = prompts.Where(prompt => prompt.IsInForce).ToFrozenDictionary(prompt => prompt.Name);
        _versions = prompts.ToFrozenDictionary(prompt => (prompt.Name, prompt.Version));
    }

    /// <summary>All prompts, every version.</summary>
    public IReadOnlyCollection<Prompt> Prompts => _versions.Values;

    /// <summary>The version in force of the prompt of that name.</summary>
    /// <exception cref="KeyNotFoundException">There is none; the names in <see cref="PromptNames"/> are always there.</exception>
    public Prompt this[string name] => _prompts[name];

    /// <summary>A prompt in one version; null when there is none.</summary>
    public Prompt? Find(string name, string version) => _versions.GetValueOrDefault((name, version));

    /// <summary>The versions of a prompt; empty when there is no such prompt.</summary>
    public IReadOnlyList<string> VersionsOf(string name) =>
        [.. _versions.Values.Where(prompt => prompt.Name == name).Select(prompt => prompt.Version).Order(StringComparer.Ordinal)];

    /// <summary>
    /// The prompt to use in a conversation: the version in force, unless the conversation is a fork that was given another one, for the model that the routes say.
    /// </summary>
    /// <param name="kernel">The step's kernel.</param>
    /// <param name="name">The stored name.</param>
    /// <param name="text">The customer's message it is about.</param>
    /// <exception cref="KeyNotFoundException">There is no such prompt, or the fork's version is gone from the file.</exception>
    internal Prompt For(Kernel kernel, string name, string? text)
    {
        var prompt = VersionFor(kernel, name);
        if (TermsOf(kernel)?.Models?.GetValueOrDefault(name) is { } model)
        {
            return prompt.For(model);
        }

        return _routes.Length > 0 && Array.Find(_routes, route => route.Fits(name, kernel.Conversation, text)) is { } found ? prompt.For(found.Model) : prompt;
    }

    private Prompt VersionFor(Kernel kernel, string name)
    {
        if (!kernel.Data.TryGetValue(KernelConversationExtensions.PromptsKey, out var own)
            || own is not IReadOnlyDictionary<string, string> versions || !versions.TryGetValue(name, out var version))
        {
            return OverlaysOf(kernel)?.GetValueOrDefault(name) ?? VersionFor(TermsOf(kernel), name);
        }

        return Find(name, version) ?? throw new KeyNotFoundException($"There is no version '{version}' of the prompt '{name}' any more.");
    }

    /// <summary>The version a tenant has chosen; that in force where it has chosen none, or one that is gone.</summary>
    internal Prompt VersionFor(TenantTerms? terms, string name) => terms?.Prompts?.GetValueOrDefault(name) is { } wanted && Find(name, wanted) is { } chosen ? chosen : _prompts[name];

    /// <summary>The prompts with words of the conversation's tenant.</summary>
    internal static IReadOnlyDictionary<string, Prompt>? OverlaysOf(Kernel kernel) =>
        kernel.Data.TryGetValue(KernelConversationExtensions.OverlaysKey, out var own) ? own as IReadOnlyDictionary<string, Prompt> : null;

    /// <summary>Looks for a fault in a tenant's words for a prompt.</summary>
    /// <returns>What is wrong; null when nothing is.</returns>
    public static string? FindFault(string name, PromptOverlay overlay)
    {
        ArgumentNullException.ThrowIfNull(overlay);
        return PromptComposer.FindFault(name, overlay);
    }

    private static TenantTerms? TermsOf(Kernel kernel) => kernel.Data.TryGetValue(KernelConversationExtensions.TermsKey, out var terms) ? terms as TenantTerms : null;

    /// <summary>Reads and checks a prompts file.</summary>
    /// <param name="path">An absolute path, or one relative to the working directory or the program.</param>
    /// <param name="routes">Which calls go to another model; the first that fits holds.</param>
    /// <exception cref="PromptFileException">The file is missing or faulty.</exception>
    public static PromptLibrary Load(string path, IEnumerable<PromptRoute>? routes = null)
    {
        var file = Yaml.DefinitionFile.Locate(path);
        return File.Exists(file)
            ? new(PromptFileReader.Read(file, File.ReadAllText(file)), routes)
            : throw new PromptFileException(file, 1, null, "the prompts file does not exist");
    }

    /// <summary>Checks the text of a prompts file.</summary>
    /// <param name="file">Its name, for error messages.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="PromptFileException">The text is faulty.</exception>
    public static PromptLibrary Parse(string file, string text) => new(PromptFileReader.Read(file, text));
}

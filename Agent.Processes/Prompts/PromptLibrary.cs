using System.Collections.Frozen;

namespace Agent.Processes.Prompts;

/// <summary>Every prompt of the service, read and checked once.</summary>
public sealed class PromptLibrary
{
    private readonly FrozenDictionary<string, Prompt> _prompts;

    internal PromptLibrary(IEnumerable<Prompt> prompts) => _prompts = prompts.ToFrozenDictionary(prompt => prompt.Name);

    /// <summary>All prompts.</summary>
    public IReadOnlyCollection<Prompt> Prompts => _prompts.Values;

    /// <summary>The prompt of that name.</summary>
    /// <exception cref="KeyNotFoundException">There is none; the names in <see cref="PromptNames"/> are always there.</exception>
    public Prompt this[string name] => _prompts[name];

    /// <summary>Reads and checks a prompts file.</summary>
    /// <param name="path">An absolute path, or one relative to the working directory or the program.</param>
    /// <exception cref="PromptFileException">The file is missing or faulty.</exception>
    public static PromptLibrary Load(string path)
    {
        var file = Yaml.DefinitionFile.Locate(path);
        return File.Exists(file)
            ? Parse(file, File.ReadAllText(file))
            : throw new PromptFileException(file, 1, null, "the prompts file does not exist");
    }

    /// <summary>Checks the text of a prompts file.</summary>
    /// <param name="file">Its name, for error messages.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="PromptFileException">The text is faulty.</exception>
    public static PromptLibrary Parse(string file, string text) => new(PromptFileReader.Read(file, text));
}

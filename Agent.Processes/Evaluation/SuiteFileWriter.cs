using System.Text.Json.Nodes;
using Agent.Processes.Yaml;
using YamlDotNet.RepresentationModel;

namespace Agent.Processes.Evaluation;

/// <summary>Adds cases at the end of a suite's file; what stands there already stays as it is, comments included.</summary>
public static class SuiteFileWriter
{
    /// <summary>Adds cases, and makes the file when there is none.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cases">The cases, as the file has them.</param>
    /// <returns>How many were added: one whose id is there already is not.</returns>
    /// <exception cref="SuiteFileException">The file is faulty, or its cases do not stand at its end.</exception>
    public static int Append(string path, IReadOnlyList<JsonObject> cases)
    {
        ArgumentNullException.ThrowIfNull(cases);
        var isThere = File.Exists(path);
        HashSet<string> known = isThere ? [.. EvaluationSuite.Load(path).Cases.Select(one => one.Id)] : [];
        List<JsonObject> added = [.. cases.Where(one => known.Add((string)one["id"]!))];
        if (added.Count == 0)
        {
            return 0;
        }

        var text = isThere ? File.ReadAllText(path).TrimEnd() + "\n" : $"name: \"{Path.GetFileNameWithoutExtension(path).Replace('"', '\'')}\"\ncases:\n";
        text += Spell(added);
        var read = EvaluationSuite.Parse(path, text);
        if (read.Cases.Count != known.Count)
        {
            throw new SuiteFileException(path, 1, null, "its cases must stand at its end, each behind a dash that is two blanks in");
        }

        var written = path + ".new"; // in one go: a suite that is half written would be lost
        File.WriteAllText(written, text);
        File.Move(written, path, overwrite: true);
        return added.Count;
    }

    private static string Spell(IEnumerable<JsonObject> cases)
    {
        using var text = new StringWriter { NewLine = "\n" };
        new YamlStream(new YamlDocument(YamlJson.Write(new JsonArray([.. cases.Select(one => one.DeepClone())])))).Save(text, assignAnchors: false);
        var lines = text.ToString().TrimEnd().Split('\n').Where(line => line is not "..." and not "---");
        return string.Concat(lines.Select(line => $"  {line}\n"));
    }
}

using System.Text;

namespace Microsoft.SemanticKernel.Process.Tools;

/// <summary>One drawing: for each process its nodes, nested processes included, then the edges between them.</summary>
internal sealed class MermaidFlowchart(int maxLevel)
{
    private const string Start = "Start";
    private const string End = "End";
    private const string AnyError = "AnyError";

    // Words that Mermaid reads as syntax, and our own nodes: a step of that name gets an underscore.
    private static readonly HashSet<string> TakenIds =
        [Start, End, AnyError, "end", "graph", "flowchart", "subgraph", "direction", "default", "style", "linkStyle", "class", "classDef", "click"];

    private readonly StringBuilder _text = new("flowchart LR\n");

    public string Draw(KernelProcess process)
    {
        Draw(new Level(process, Prefix: "", Depth: 1));
        return _text.ToString();
    }

    private void Draw(Level level)
    {
        DrawOwnNodes(level);
        foreach (var step in level.Process.Steps)
        {
            DrawStep(step, level);
        }

        DrawProcessEdges(level);
        foreach (var step in level.Process.Steps)
        {
            DrawStepEdges(step, level);
        }
    }

    private void DrawOwnNodes(Level level)
    {
        if (level.IsRoot)
        {
            Line(level.Depth, Node(Start, Start));
        }

        if (level.Process.Edges.ContainsKey(ProcessKeys.GlobalError))
        {
            Line(level.Depth, Node(level.Prefix + AnyError, "any error"));
        }

        if (level.Process.Steps.Any(step => step.Edges.ContainsKey(ProcessKeys.EndStep)))
        {
            Line(level.Depth, Node(level.Prefix + End, End));
        }
    }

    private void DrawStep(KernelProcessStepInfo step, Level level)
    {
        var id = level.NodeId(step);
        if (step is not KernelProcess nested)
        {
            Line(level.Depth, Node(id, step.State.Name));
            return;
        }

        if (level.Depth >= maxLevel)
        {
            Line(level.Depth, $"{id}[[{Quoted(step.State.Name)}]]");
            return;
        }

        Line(level.Depth, $"subgraph {Node(id, step.State.Name)}");
        Line(level.Depth + 1, "direction LR");
        Draw(level.Into(nested));
        Line(level.Depth, "end");
    }

    private void DrawProcessEdges(Level level)
    {
        foreach (var (key, edges) in level.Process.Edges)
        {
            if (key == ProcessKeys.GlobalError)
            {
                DrawEdges(level.Prefix + AnyError, "-.->", edges, level);
            }
            else if (level.IsRoot && key != ProcessKeys.EndStep)
            {
                DrawEdges(Start, $"-->|{Quoted(key)}|", edges, level);
            }
        }
    }

    /// <summary>The other keys of a nested process are its inputs, drawn where they come from.</summary>
    private void DrawStepEdges(KernelProcessStepInfo step, Level level)
    {
        var scope = step.State.Id + ".";
        foreach (var (key, edges) in step.Edges)
        {
            if (key == ProcessKeys.EndStep)
            {
                DrawEdges(level.NodeId(step), "-->", edges, level);
            }
            else if (key.StartsWith(scope, StringComparison.Ordinal))
            {
                var arrow = key.EndsWith(ProcessKeys.ErrorSuffix, StringComparison.Ordinal) ? "-.->" : "-->";
                DrawEdges(level.NodeId(step), $"{arrow}|{Quoted(key[scope.Length..])}|", edges, level);
            }
        }
    }

    private void DrawEdges(string source, string arrow, IEnumerable<KernelProcessEdge> edges, Level level)
    {
        foreach (var target in edges.SelectMany(edge => TargetIds(edge, level)))
        {
            Line(level.Depth, $"{source} {arrow} {target}");
        }
    }

    /// <summary>A target inside an opened nested process is followed to the steps its input event reaches.</summary>
    private IEnumerable<string> TargetIds(KernelProcessEdge edge, Level level)
    {
        if (edge.OutputTarget is not KernelProcessFunctionTarget target)
        {
            return [];
        }

        if (target.StepId == ProcessKeys.EndStep)
        {
            return [level.Prefix + End];
        }

        var step = level.Process.Steps.FirstOrDefault(step => step.State.Id == target.StepId);
        return step switch
        {
            null => [],
            KernelProcess nested when level.Depth < maxLevel && nested.Edges.TryGetValue(target.TargetEventId ?? "", out var inputs) =>
                inputs.SelectMany(input => TargetIds(input, level.Into(nested))),
            _ => [level.NodeId(step)],
        };
    }

    private static string Node(string id, string label) => $"{id}[{Quoted(label)}]";

    private static string Quoted(string text) => $"\"{text.Replace("\"", "#quot;", StringComparison.Ordinal)}\"";

    private void Line(int depth, string text) => _text.Append(' ', 4 * depth).Append(text).Append('\n');

    /// <summary>A process being drawn. The prefix keeps steps of the same name in different processes apart.</summary>
    private sealed record Level(KernelProcess Process, string Prefix, int Depth)
    {
        public bool IsRoot => Depth == 1;

        public Level Into(KernelProcess nested) => new(nested, NodeId(nested) + "_", Depth + 1);

        public string NodeId(KernelProcessStepInfo step)
        {
            var id = string.Concat(step.State.Name.Select(character => char.IsAsciiLetterOrDigit(character) ? character : '_'));
            return Prefix + (TakenIds.Contains(id) ? id + "_" : id);
        }
    }
}

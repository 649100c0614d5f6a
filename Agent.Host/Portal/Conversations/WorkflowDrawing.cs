using Agent.Processes;

namespace Agent.Host.Portal.Conversations;

/// <summary>
/// A workflow's graph, laid out, with the way a conversation took through it. Steps stand in columns by how far they are from the input; an edge was taken when
/// a step ran and a message was then on its way along it.
/// </summary>
/// <param name="Nodes">The steps.</param>
/// <param name="Edges">Each pair of steps once.</param>
/// <param name="Width">Of the drawing.</param>
/// <param name="Height">Of the drawing.</param>
public sealed record WorkflowDrawing(IReadOnlyList<DrawnStep> Nodes, IReadOnlyList<DrawnEdge> Edges, int Width, int Height)
{
    internal const int NodeWidth = 150;
    internal const int NodeHeight = 34;

    /// <summary>How wide a letter of a label is at most, on average, and how much is left free beside it.</summary>
    internal const int LetterWidth = 7;
    internal const int LabelMargin = 10;
    private const int ColumnGap = 64;
    private const int RowGap = 22;
    private const int Margin = 14;

    /// <summary>Draws a workflow; null where the service does not have it any more.</summary>
    /// <param name="workflow">The workflow.</param>
    /// <param name="supersteps">What happened.</param>
    /// <param name="turn">Only the way of this turn; null for the whole conversation.</param>
    public static WorkflowDrawing? Of(WorkflowView? workflow, IReadOnlyList<SuperstepView> supersteps, string? turn)
    {
        if (workflow is null)
            return null;
        var wanted = supersteps.Where(superstep => turn is null || superstep.TurnId == turn).ToList();
        var visits = wanted.SelectMany(superstep => superstep.Steps.Select(StepOf)).CountBy(step => step).ToDictionary();
        var taken = wanted.SelectMany(superstep => superstep.Steps.SelectMany(ran => superstep.Pending.Select(message => (From: StepOf(ran), To: message.Step)))).ToHashSet();
        var columns = Columns(workflow);
        var nodes = new List<DrawnStep>();
        var tallest = columns.Max(column => column.Count);
        for (var column = 0; column < columns.Count; column++)
        {
            var offset = (tallest - columns[column].Count) * (NodeHeight + RowGap) / 2;
            for (var row = 0; row < columns[column].Count; row++)
            {
                var step = columns[column][row];
                nodes.Add(new(step, Margin + (column * (NodeWidth + ColumnGap)), Margin + offset + (row * (NodeHeight + RowGap)), visits.GetValueOrDefault(step)));
            }
        }

        var places = nodes.ToDictionary(node => node.Step);
        var edges = workflow.Edges.Where(edge => edge.From.Length > 0 && edge.To.Length > 0 && edge.From != edge.To).GroupBy(edge => (edge.From, edge.To))
            .Select(group => new DrawnEdge(group.Key.From, group.Key.To, string.Join(", ", group.Select(edge => edge.Event).Distinct()),
                DrawnEdge.Path(places[group.Key.From], places[group.Key.To]), taken.Contains(group.Key))).OrderBy(edge => edge.Taken).ToList();
        return new(nodes, edges, (2 * Margin) + (columns.Count * NodeWidth) + ((columns.Count - 1) * ColumnGap), (2 * Margin) + (tallest * (NodeHeight + RowGap)));
    }

    private static List<List<string>> Columns(WorkflowView workflow)
    {
        var depth = new Dictionary<string, int>(StringComparer.Ordinal);
        var queue = new Queue<string>();
        // The first input begins a conversation; the others come to steps that have already run.
        if (workflow.Edges.FirstOrDefault(edge => edge.From.Length == 0) is { } first)
            Reach(first.To, 0);
        while (queue.TryDequeue(out var step))
        {
            foreach (var edge in workflow.Edges.Where(edge => edge.From == step && edge.To.Length > 0))
                Reach(edge.To, depth[step] + 1);
        }

        foreach (var step in workflow.Steps)
            depth.TryAdd(step, 1); // reached by errors only
        return [.. depth.GroupBy(entry => entry.Value).OrderBy(group => group.Key).Select(group => group.Select(entry => entry.Key).ToList())];

        void Reach(string step, int distance)
        {
            if (depth.TryAdd(step, distance))
                queue.Enqueue(step);
        }
    }

    private static string StepOf(string ran) => ran[..ran.LastIndexOf('.')];
}

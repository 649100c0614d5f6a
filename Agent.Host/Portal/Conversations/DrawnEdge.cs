using System.Globalization;

namespace Agent.Host.Portal.Conversations;

/// <summary>An edge in a drawing.</summary>
/// <param name="From">From which step.</param>
/// <param name="To">To which.</param>
/// <param name="Events">The events that lead along it.</param>
/// <param name="Line">The path of the line.</param>
/// <param name="Taken">Whether the conversation went along it.</param>
public sealed record DrawnEdge(string From, string To, string Events, string Line, bool Taken)
{
    /// <summary>A curve from one step to another: out on the right and in on the left, or around below when it goes back.</summary>
    internal static string Path(DrawnStep from, DrawnStep to)
    {
        const int Half = WorkflowDrawing.NodeHeight / 2;
        var (y1, y2) = (from.Y + Half, to.Y + Half);
        if (from.X < to.X)
        {
            var (x1, x2) = (from.X + WorkflowDrawing.NodeWidth, to.X);
            return string.Create(CultureInfo.InvariantCulture, $"M{x1} {y1}C{x1 + 34} {y1} {x2 - 34} {y2} {x2} {y2}");
        }

        if (from.X == to.X)
        {
            var x = from.X + WorkflowDrawing.NodeWidth;
            return string.Create(CultureInfo.InvariantCulture, $"M{x} {y1}C{x + 36} {y1} {x + 36} {y2} {x} {y2}");
        }

        var (a, b) = (from.X + (WorkflowDrawing.NodeWidth / 2), to.X + (WorkflowDrawing.NodeWidth / 2));
        var (c, d) = (from.Y + WorkflowDrawing.NodeHeight, to.Y + WorkflowDrawing.NodeHeight);
        var low = Math.Max(c, d) + 18;
        return string.Create(CultureInfo.InvariantCulture, $"M{a} {c}C{a} {low} {b} {low} {b} {d}");
    }
}

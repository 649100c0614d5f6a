using System.Globalization;
using System.Text;

namespace Agent.Benchmarks.Faults.Planning;

/// <summary>The plan for people, so that a failure can be looked into and repeated.</summary>
internal static class PlanText
{
    public static string Render(FaultPlan plan, FaultOptions options)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"Seed {options.Seed}: {plan.Conversations.Count} conversations, {plan.Kills} kills, {options.Replicas} replicas.");
        foreach (var conversation in plan.Conversations.Where(one => one.Kills.Count > 0))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  conversation {conversation.Number} ({conversation.Script.Name}): {string.Join("; ", conversation.Kills.Select(Show))}");
        }

        foreach (var fault in plan.Faults)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  after {fault.AfterKills} kills: {Show(fault)}");
        }

        return text.ToString();
    }

    private static string Show(Boundary kill) => $"kill {kill.Name} [{kill.Point}]";

    private static string Show(PlannedFault fault) => fault.Kind switch
    {
        FaultKind.Terminate => $"replica {fault.Replica} is told to end",
        FaultKind.Pause => $"replica {fault.Replica} is paused for longer than its lease",
        FaultKind.RestartDatabase => "PostgreSQL is stopped in immediate mode and started again",
        _ => "every connection to PostgreSQL is cut",
    };
}

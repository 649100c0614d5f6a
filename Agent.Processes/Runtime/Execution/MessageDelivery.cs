using System.Text.Json;
using Agent.Processes.Runtime.Compilation;

namespace Agent.Processes.Runtime.Execution;

/// <summary>Hands pending messages to the functions they are for.</summary>
internal static class MessageDelivery
{
    /// <summary>Matches messages with parameters. A function runs once all its required ones are there; until then its messages are held.</summary>
    public static List<StepRun> Deliver(ConversationMemory memory)
    {
        var runs = new List<StepRun>();
        var held = new List<PendingMessage>();
        foreach (var message in memory.Pending)
        {
            if (message.Parameter is null)
            {
                runs.Add(new(message.Step, message.Function, []));
                continue;
            }

            held.RemoveAll(other => other.Function == message.Function && other.Step == message.Step && other.Parameter == message.Parameter);
            held.Add(message with { IsHeld = true });
            var bound = held.FindAll(other => other.Function == message.Function && other.Step == message.Step);
            if (message.Function.Parameters.All(parameter => !parameter.IsRequired || bound.Exists(other => other.Parameter == parameter)))
            {
                held.RemoveAll(bound.Contains);
                runs.Add(new(message.Step, message.Function, Arguments(memory, message.Function, bound)));
            }
        }

        memory.Pending = held;
        return runs;
    }

    private static object?[] Arguments(ConversationMemory memory, CompiledFunction function, List<PendingMessage> messages)
    {
        var arguments = new object?[function.Parameters.Count];
        foreach (var parameter in function.Parameters)
        {
            arguments[parameter.Position] = messages.Find(message => message.Parameter == parameter) is { Payload: { } payload }
                ? JsonSerializer.Deserialize(payload.Span, parameter.Type, memory.Workflow.Json)
                : parameter.Default;
        }

        return arguments;
    }
}

using System.Text.Json;
using Agent.Processes.Runtime.Compilation;

namespace Agent.Processes.Runtime.Execution;

/// <summary>Hands pending messages to the functions they are for.</summary>
internal static class MessageDelivery
{
    /// <summary>Matches messages with parameters. A function runs once all its required ones are there; until then its messages are held.</summary>
    public static List<StepRun> Deliver(ConversationMemory memory)
    {
        var runs = new List<StepRun>(memory.Pending.Count);
        List<PendingMessage>? held = null;
        foreach (var message in memory.Pending)
        {
            if (message.Parameter is null || message.Function.Parameters.Count == 1)
            {
                // Nearly every function: there is nothing else to wait for.
                runs.Add(new(message.Step, message.Function, message.Parameter is null ? [] : [Read(memory, message)]));
            }
            else if (Complete(held ??= [], message) is { } bound)
            {
                runs.Add(new(message.Step, message.Function, Arguments(memory, message.Function, bound)));
            }
        }

        memory.Pending.Clear();
        if (held is not null)
        {
            memory.Pending.AddRange(held);
        }

        return runs;
    }

    /// <summary>Takes the messages of a function out of the held ones, once this one completes it.</summary>
    private static List<PendingMessage>? Complete(List<PendingMessage> held, PendingMessage message)
    {
        held.RemoveAll(other => other.Function == message.Function && other.Parameter == message.Parameter);
        held.Add(message with { IsHeld = true });
        var bound = held.FindAll(other => other.Function == message.Function);
        if (!message.Function.Parameters.All(parameter => !parameter.IsRequired || bound.Exists(other => other.Parameter == parameter)))
        {
            return null;
        }

        held.RemoveAll(other => other.Function == message.Function);
        return bound;
    }

    private static object?[] Arguments(ConversationMemory memory, CompiledFunction function, List<PendingMessage> bound)
    {
        var arguments = Array.ConvertAll<CompiledParameter, object?>([.. function.Parameters], parameter => parameter.Default);
        foreach (var message in bound)
        {
            arguments[message.Parameter!.Position] = Read(memory, message);
        }

        return arguments;
    }

    private static object? Read(ConversationMemory memory, PendingMessage message) => message.Payload is { } payload
        ? JsonSerializer.Deserialize(payload.Span, message.Parameter!.Type, memory.Workflow.Json)
        : message.Parameter!.Default;
}

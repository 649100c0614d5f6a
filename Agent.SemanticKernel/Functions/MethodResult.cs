using System.Reflection;

namespace Microsoft.SemanticKernel;

/// <summary>What a method returns once awaited, and how to get there without reflection on each call.</summary>
internal sealed class MethodResult
{
    private static readonly MethodInfo ReadTask = typeof(MethodResult).GetMethod(nameof(ReadTaskAsync), BindingFlags.NonPublic | BindingFlags.Static)!;
    private static readonly MethodInfo ReadValueTask = typeof(MethodResult).GetMethod(nameof(ReadValueTaskAsync), BindingFlags.NonPublic | BindingFlags.Static)!;

    private readonly Func<object, ValueTask<object?>>? _read;

    private MethodResult(Type valueType, bool isAwaitable, Func<object, ValueTask<object?>>? read)
    {
        ValueType = valueType;
        IsAwaitable = isAwaitable;
        _read = read;
    }

    public Type ValueType { get; }

    /// <summary>Whether the method's name may end in "Async" for what it returns.</summary>
    public bool IsAwaitable { get; }

    public static MethodResult Of(Type returnType)
    {
        if (returnType == typeof(Task))
        {
            return new(typeof(void), isAwaitable: true, static value => Finish(new((Task)value)));
        }

        if (returnType == typeof(ValueTask))
        {
            return new(typeof(void), isAwaitable: true, static value => Finish((ValueTask)value));
        }

        var definition = returnType.IsGenericType ? returnType.GetGenericTypeDefinition() : null;
        return definition == typeof(Task<>) ? Awaited(returnType, ReadTask)
            : definition == typeof(ValueTask<>) ? Awaited(returnType, ReadValueTask)
            : new(returnType, isAwaitable: definition == typeof(IAsyncEnumerable<>), read: null);
    }

    public ValueTask<object?> ReadAsync(object? returned, KernelFunction function)
    {
        if (_read is null)
        {
            return new(returned);
        }

        return returned is null ? throw new KernelException($"The function '{function}' returned null where a task was expected.") : _read(returned);
    }

    private static MethodResult Awaited(Type returnType, MethodInfo reader)
    {
        var valueType = returnType.GenericTypeArguments[0];
        return new(valueType, isAwaitable: true, reader.MakeGenericMethod(valueType).CreateDelegate<Func<object, ValueTask<object?>>>());
    }

    private static ValueTask<object?> ReadTaskAsync<T>(object value) => Finish(new ValueTask<T>((Task<T>)value));

    private static ValueTask<object?> ReadValueTaskAsync<T>(object value) => Finish((ValueTask<T>)value);

    private static ValueTask<object?> Finish<T>(ValueTask<T> task)
    {
        return task.IsCompletedSuccessfully ? new(task.Result) : AwaitAsync(task);

        static async ValueTask<object?> AwaitAsync(ValueTask<T> task) => await task;
    }

    private static ValueTask<object?> Finish(ValueTask task)
    {
        if (task.IsCompletedSuccessfully)
        {
            task.GetAwaiter().GetResult();
            return new((object?)null);
        }

        return AwaitAsync(task);

        static async ValueTask<object?> AwaitAsync(ValueTask task)
        {
            await task;
            return null;
        }
    }
}

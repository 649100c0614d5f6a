using System.Linq.Expressions;
using System.Reflection;
using Microsoft.SemanticKernel;

namespace Agent.Processes.Runtime.Compilation;

/// <summary>Turns the <c>[KernelFunction]</c> methods of a step into delegates, once per step.</summary>
internal static class FunctionBinder
{
    public static IReadOnlyList<CompiledFunction> Bind(Type stepType, string path) =>
        [.. stepType.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
            .Where(method => method.GetCustomAttribute<KernelFunctionAttribute>() is not null)
            .Select(method => Bind(method, path))];

    private static CompiledFunction Bind(MethodInfo method, string path)
    {
        var name = NameOf(method);
        var parameters = method.GetParameters().Where(parameter => !IsFilledIn(parameter.ParameterType))
            .Select((parameter, position) => new CompiledParameter(
                parameter.Name!, parameter.ParameterType, position, !parameter.IsOptional, parameter.HasDefaultValue ? parameter.DefaultValue : null))
            .ToArray();
        return new()
        {
            Name = name,
            EncodedName = StoredNames.Encode(name),
            Address = StoredNames.Encode($"{path}.{name}"),
            Parameters = parameters,
            Call = Compile(method, parameters),
            MakesNoActivity = method.GetCustomAttribute<NoActivityAttribute>() is not null,
            ResultEvent = name + ".OnResult",
            ErrorEvent = name + ".OnError",
        };
    }

    /// <summary>The attribute's name, else the method's, less "Async" when it is awaitable: as Semantic Kernel names it.</summary>
    private static string NameOf(MethodInfo method)
    {
        if (method.GetCustomAttribute<KernelFunctionAttribute>()!.Name is { Length: > 0 } given)
        {
            return given;
        }

        return typeof(Task).IsAssignableFrom(method.ReturnType) || method.ReturnType.Name.StartsWith("ValueTask", StringComparison.Ordinal)
            ? method.Name.EndsWith("Async", StringComparison.Ordinal) ? method.Name[..^5] : method.Name
            : method.Name;
    }

    private static bool IsFilledIn(Type type) =>
        type == typeof(KernelProcessStepContext) || type == typeof(Kernel) || type == typeof(CancellationToken);

    private static StepCall Compile(MethodInfo method, CompiledParameter[] parameters)
    {
        var step = Expression.Parameter(typeof(object));
        var context = Expression.Parameter(typeof(KernelProcessStepContext));
        var kernel = Expression.Parameter(typeof(Kernel));
        var payload = Expression.Parameter(typeof(object?[]));
        var token = Expression.Parameter(typeof(CancellationToken));
        var arguments = method.GetParameters().Select(Argument);
        var call = Expression.Call(Expression.Convert(step, method.DeclaringType!), method, arguments);
        return Expression.Lambda<StepCall>(Awaitable(call), step, context, kernel, payload, token).Compile();

        Expression Argument(ParameterInfo parameter)
        {
            if (parameter.ParameterType == typeof(KernelProcessStepContext))
            {
                return context;
            }

            if (parameter.ParameterType == typeof(Kernel))
            {
                return kernel;
            }

            return parameter.ParameterType == typeof(CancellationToken)
                ? token
                : Expression.Convert(
                    Expression.ArrayIndex(payload, Expression.Constant(parameters.First(p => p.Name == parameter.Name).Position)), parameter.ParameterType);
        }
    }

    private static Expression Awaitable(MethodCallExpression call)
    {
        var type = call.Type;
        if (type == typeof(void))
        {
            return Expression.Block(call, Expression.Constant(default(ValueTask<object?>), typeof(ValueTask<object?>)));
        }

        if (type == typeof(Task) || type == typeof(ValueTask))
        {
            return Expression.Call(typeof(FunctionBinder), type == typeof(Task) ? nameof(Await) : nameof(AwaitValue), null, call);
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Task<>))
        {
            return Expression.Call(typeof(FunctionBinder), nameof(AwaitResult), type.GetGenericArguments(), call);
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>))
        {
            return Expression.Call(typeof(FunctionBinder), nameof(AwaitValueResult), type.GetGenericArguments(), call);
        }

        return Expression.New(typeof(ValueTask<object?>).GetConstructor([typeof(object)])!, Expression.Convert(call, typeof(object)));
    }

    private static ValueTask<object?> Await(Task task) => task.IsCompletedSuccessfully ? default : AwaitValue(new(task));

    private static async ValueTask<object?> AwaitValue(ValueTask task)
    {
        await task;
        return null;
    }

    private static async ValueTask<object?> AwaitResult<T>(Task<T> task) => await task;

    private static async ValueTask<object?> AwaitValueResult<T>(ValueTask<T> task) => await task;
}

namespace Agent.Host.Security.Masking;

/// <summary>Stands in the log for an exception whose text, or that of one inside it, had to be masked. It is written as the original would have been, type and stack included.</summary>
internal sealed class MaskedException : Exception
{
    private readonly string _text;
    private readonly string? _stack;

    private MaskedException(string message, string text, string? stack)
        : base(message) => (_text, _stack) = (text, stack);

    public override string? StackTrace => _stack;

    /// <summary>The exception itself, when nothing in it is to be masked.</summary>
    public static Exception Of(Exception exception)
    {
        var text = exception.ToString();
        if (!PersonalData.MayHold(text) || PersonalData.MaskOrDrop(text) is var masked && masked == text)
            return exception;
        return new MaskedException($"{exception.GetType().FullName}: {PersonalData.MaskOrDrop(exception.Message)}", masked, exception.StackTrace);
    }

    public override string ToString() => _text;
}

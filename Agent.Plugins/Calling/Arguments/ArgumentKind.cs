namespace Agent.Plugins.Calling.Arguments;

/// <summary>How an argument is read.</summary>
internal enum ArgumentKind
{
    Text,
    Texts,
    Number,
    Integer,
    Boolean,

    /// <summary>Anything else that JSON can say, as a tool of another server may want it.</summary>
    Other,
}

namespace Agent.Plugins.BackOffice.Import;

/// <summary>A folder that cannot be imported. The message names the file, where in it, and the fault; nothing was written.</summary>
public sealed class ImportException : Exception
{
    /// <summary>A fault without a description; prefer one with.</summary>
    public ImportException() : base("the folder cannot be imported")
    {
    }

    /// <summary>The fault described.</summary>
    public ImportException(string message) : base(message)
    {
    }

    /// <summary>The fault described, and what caused it.</summary>
    public ImportException(string message, Exception innerException) : base(message, innerException)
    {
    }
}

using System.Text;
using Spectre.Console;

namespace Agent.Host.Terminal;

/// <summary>What the person sees: colours and a spinner on a terminal, plain lines in a pipe.</summary>
internal sealed class ChatScreen(IAnsiConsole console)
{
    private bool _isMidLine;

    private bool IsTerminal => console.Profile.Capabilities.Interactive && console.Profile.Out.IsTerminal;

    /// <summary>Asks for a line; in a pipe nobody reads the question.</summary>
    public void Ask(string question)
    {
        EndLine();
        if (IsTerminal)
            console.Markup($"[bold]{Markup.Escape(question)}[/] ");
    }

    /// <summary>What goes on behind the answer.</summary>
    public void Note(string text) => Line(text, "dim");

    /// <summary>What went wrong.</summary>
    public void Warn(string text) => Line(text, "red");

    /// <summary>A whole answer.</summary>
    public void Say(string speaker, string text)
    {
        EndLine();
        Piece(speaker, text);
        EndLine();
    }

    /// <summary>The next piece of an answer.</summary>
    public void Piece(string speaker, string text)
    {
        if (!_isMidLine)
            Write($"{speaker}> ", "bold green");
        console.Profile.Out.Writer.Write(Printable(text));
        console.Profile.Out.Writer.Flush();
        _isMidLine = true;
    }

    /// <summary>Finishes the line that is being written.</summary>
    public void EndLine()
    {
        if (_isMidLine)
            console.Profile.Out.Writer.WriteLine();
        _isMidLine = false;
    }

    /// <summary>Waits; a spinner turns when it takes longer and no line is half written.</summary>
    public async Task<T> ThinkAsync<T>(Task<T> task)
    {
        if (!IsTerminal || _isMidLine || await Task.WhenAny(task, Task.Delay(TimeSpan.FromMilliseconds(150))) == task)
            return await task;
        return await console.Status().Spinner(Spinner.Known.Dots).StartAsync("[dim]thinking[/]", _ => task);
    }

    private void Line(string text, string style)
    {
        EndLine();
        Write(text, style);
        console.Profile.Out.Writer.WriteLine();
    }

    private void Write(string text, string style)
    {
        if (IsTerminal)
            console.Markup($"[{style}]{Markup.Escape(Printable(text))}[/]");
        else
            console.Profile.Out.Writer.Write(Printable(text)); // not through the console, which would break lines at its width
    }

    // A text from outside must not steer the terminal.
    private static string Printable(string text)
    {
        if (!text.Any(c => char.IsControl(c) && c is not ('\n' or '\t')))
            return text;
        var kept = new StringBuilder(text.Length);
        foreach (var c in text.Where(c => !char.IsControl(c) || c is '\n' or '\t'))
            kept.Append(c);
        return kept.ToString();
    }
}

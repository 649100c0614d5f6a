using System.Text;

namespace Agent.Processes.Workflows.Support.Specialists;

/// <summary>Cuts a stream of text into sentences, so that each can be looked over before it is shown.</summary>
internal sealed class SentenceBuffer
{
    private readonly StringBuilder _open = new();

    /// <summary>Adds a piece.</summary>
    /// <returns>The sentences it completes, with the white space behind them.</returns>
    public IEnumerable<string> Add(string piece)
    {
        foreach (var letter in piece)
        {
            if (char.IsWhiteSpace(letter) || _open.Length < 2 || !EndsSentence())
            {
                _open.Append(letter);
                continue;
            }

            yield return Take();
            _open.Append(letter);
        }
    }

    /// <summary>What is left when the stream has ended; null when nothing is.</summary>
    public string? Flush() => _open.Length == 0 ? null : Take();

    private bool EndsSentence()
    {
        var last = _open.Length - 1;
        if (!char.IsWhiteSpace(_open[last]))
        {
            return false;
        }

        while (last > 0 && char.IsWhiteSpace(_open[last]))
        {
            if (_open[last] == '\n')
            {
                return true;
            }

            last--;
        }

        return _open[last] is '.' or '!' or '?' or ':';
    }

    private string Take()
    {
        var sentence = _open.ToString();
        _open.Clear();
        return sentence;
    }
}

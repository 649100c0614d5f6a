using System.Text;

namespace Agent.Host.Replay.Recordings;

/// <summary>One line of comma-separated values (RFC 4180). A cell in quotation marks may hold commas and doubled quotation marks, but no line break.</summary>
internal static class CsvLine
{
    public static IReadOnlyList<string> Split(string line)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        for (var place = 0; place < line.Length; place++)
        {
            switch (line[place])
            {
                case '"' when quoted && place + 1 < line.Length && line[place + 1] == '"':
                    cell.Append('"');
                    place++;
                    break;
                case '"':
                    quoted = !quoted;
                    break;
                case ',' when !quoted:
                    cells.Add(cell.ToString());
                    cell.Clear();
                    break;
                case var letter:
                    cell.Append(letter);
                    break;
            }
        }

        cells.Add(cell.ToString());
        return cells;
    }
}

using System.Security.Cryptography;
using System.Text;

namespace Agent.Plugins.Effects;

/// <summary>Which tool with which arguments: what an idempotency key stands for.</summary>
/// <param name="Tool">The tool's name.</param>
/// <param name="ArgumentsHash">SHA-256 of the tool and its arguments after normalisation, lower-case hex.</param>
internal sealed record ToolAction(string Tool, string ArgumentsHash)
{
    public static ToolAction Of(string tool, params IEnumerable<string> arguments)
    {
        // Each text with its length before it: no two lists of arguments can look alike.
        var text = new StringBuilder();
        foreach (var part in arguments.Prepend(tool))
        {
            text.Append(part.Length).Append(':').Append(part).Append(';');
        }

        return new(tool, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()))));
    }
}

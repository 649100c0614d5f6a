using System.Net;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Microsoft.Extensions.AI;

namespace Microsoft.SemanticKernel;

/// <summary>Reads a rendered prompt: its <c>&lt;message role="…"&gt;</c> blocks are chat messages; a prompt without any is one message of the user.</summary>
internal static partial class PromptMessages
{
    private static readonly XmlReaderSettings Settings = new()
    {
        CheckCharacters = false,
        ConformanceLevel = ConformanceLevel.Fragment,
        DtdProcessing = DtdProcessing.Prohibit,
    };

    // A customer's text may hold characters XML has no place for; refusing them would turn the whole prompt into one user message.
    [GeneratedRegex("[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\uFFFE\\uFFFF]")]
    private static partial Regex NotInXml { get; }

    public static IList<ChatMessage> Read(string prompt) =>
        prompt.Contains("<message", StringComparison.OrdinalIgnoreCase) && TryReadBlocks(prompt) is { Count: > 0 } messages
            ? messages
            : [new(ChatRole.User, prompt)];

    /// <returns>Null if the prompt is no well-formed XML: then its angle brackets are just text.</returns>
    private static List<ChatMessage>? TryReadBlocks(string prompt)
    {
        try
        {
            List<ChatMessage> messages = [];
            using var reader = XmlReader.Create(new StringReader(NotInXml.Replace(prompt, "\uFFFD")), Settings);
            reader.MoveToContent();
            while (!reader.EOF)
            {
                if (reader.NodeType is not XmlNodeType.Element)
                {
                    reader.Read();
                }
                else if (ReadBlock((XElement)XNode.ReadFrom(reader)) is { } message)
                {
                    messages.Add(message);
                }
            }

            return messages;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static ChatMessage? ReadBlock(XElement element) =>
        element.Name.LocalName.Equals("message", StringComparison.OrdinalIgnoreCase) && element.Attribute("role") is { } role
            ? new(new ChatRole(role.Value), TextOf(element))
            : null;

    /// <summary>Text as it was before it was encoded; other elements inside a message are part of its text.</summary>
    private static string TextOf(XElement element) => (element.HasElements
        ? WebUtility.HtmlDecode(string.Concat(element.Nodes().Select(node => node.ToString(SaveOptions.DisableFormatting))))
        : element.Value).Trim();
}

using Markdig;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Microsoft.AspNetCore.Components;

namespace Agent.Host.Portal.Formatting;

/// <summary>
/// Shows what customers and models wrote. They are not to be trusted: HTML in it is text, a link leads to http(s) and says where, and an image is a link.
/// </summary>
internal static class PortalMarkdown
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().UseSoftlineBreakAsHardlineBreak().Build();

    public static MarkupString Render(string text)
    {
        var document = Markdown.Parse(text, Pipeline);
        foreach (var link in document.Descendants<LinkInline>().ToArray())
            Tame(link);
        foreach (var link in document.Descendants<AutolinkInline>().ToArray())
        {
            if (link.IsEmail || !IsWeb(link.Url))
                link.ReplaceBy(new LiteralInline(link.Url));
            else
                Mark(link);
        }

        // A heading in an answer is emphasis: the page has headings of its own.
        foreach (var heading in document.Descendants<HeadingBlock>())
            heading.Level = 6;
        return new(document.ToHtml(Pipeline));
    }

    private static void Tame(LinkInline link)
    {
        link.IsImage = false;
        if (IsWeb(link.Url))
        {
            Mark(link);
            return;
        }

        var address = link.Url;
        link.InsertAfter(new LiteralInline($" ({address})"));
        link.ReplaceBy(new ContainerInline(), copyChildren: true);
    }

    private static void Mark(MarkdownObject link)
    {
        var attributes = link.GetAttributes();
        attributes.AddProperty("rel", "noopener noreferrer nofollow");
        attributes.AddProperty("target", "_blank");
    }

    private static bool IsWeb(string? address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && (uri.Scheme is "http" or "https");
}

using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Says = System.ComponentModel.DescriptionAttribute;

namespace Agent.Tests.Host.Mcp.Conformance;

/// <summary>The resources the public conformance suite reads.</summary>
[McpServerResourceType]
internal sealed class FixtureResources
{
    [McpServerResource(UriTemplate = "test://static-text", Name = "static-text", MimeType = "text/plain"), Says("A text.")]
    public static string Text() => "This is the content of the static text resource.";

    [McpServerResource(UriTemplate = "test://static-binary", Name = "static-binary", MimeType = "image/png"), Says("A picture.")]
    public static BlobResourceContents Binary() => BlobResourceContents.FromBytes(FixtureTools.Picture, "test://static-binary", "image/png");

    [McpServerResource(UriTemplate = "test://template/{id}/data", Name = "template", MimeType = "application/json"), Says("One of many.")]
    public static TextResourceContents Template(string id) => new()
    {
        Uri = $"test://template/{id}/data", MimeType = "application/json", Text = $$"""{"id":"{{id}}","templateTest":true,"data":"Data for ID: {{id}}"}""",
    };

    [McpServerResource(UriTemplate = "test://watched-resource", Name = "watched-resource", MimeType = "text/plain"), Says("Something to watch.")]
    public static string Watched() => "Watched resource content";
}

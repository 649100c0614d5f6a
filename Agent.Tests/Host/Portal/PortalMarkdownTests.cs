using Agent.Host.Portal.Formatting;

namespace Agent.Tests.Host.Portal;

internal sealed class PortalMarkdownTests
{
    [TestCase("<script>alert(1)</script>", "<script")]
    [TestCase("<img src=x onerror=alert(1)>", "<img")]
    [TestCase("![x](https://example.com/spy.png)", "<img")]
    [TestCase("[x](javascript:alert(1))", "href")]
    [TestCase("[x](JaVaScRiPt:alert(1))", "href")]
    [TestCase("[x](data:text/html,<script>1</script>)", "href")]
    [TestCase("[x](//example.com)", "href")]
    [TestCase("[x](/api/v1/approvals/1)", "href")]
    [TestCase("<javascript:alert(1)>", "href")]
    [TestCase("[x]: javascript:alert(1)\n\n[x]", "href")]
    [TestCase("<div onclick=alert(1)>", "<div")]
    public void What_is_not_safe_is_text(string text, string absent) =>
        Assert.That(PortalMarkdown.Render(text).Value, Does.Not.Contain(absent).IgnoreCase);

    [TestCase("[shop](https://example.com/a)")]
    [TestCase("<https://example.com/a>")]
    public void A_link_leads_to_the_web_and_takes_nothing_along(string text) =>
        Assert.That(PortalMarkdown.Render(text).Value, Does.Contain("href=\"https://example.com/a\"").And.Contain("rel=\"noopener noreferrer nofollow\"").And.Contain("target=\"_blank\""));

    [Test]
    public void Emphasis_and_lists_are_shown_and_headings_stay_inside() =>
        Assert.That(PortalMarkdown.Render("# Big\n\n**bold**\n\n- one").Value, Does.Contain("<h6").And.Contain("<strong>bold</strong>").And.Contain("<li>one</li>"));

    [Test]
    public void A_link_that_is_not_followed_still_says_where_it_led() =>
        Assert.That(PortalMarkdown.Render("[click](javascript:alert(1))").Value, Does.Contain("click").And.Contain("(javascript:alert(1))"));
}

namespace Agent.Host.Replay.Reports;

/// <summary>What the page looks like.</summary>
internal static class HtmlStyle
{
    public const string Css = """
        :root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}
        h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}h3{font-size:.95rem;margin:1rem 0 .3rem;overflow-wrap:anywhere}h4{margin:0;font-size:.8rem;opacity:.7}
        .what{opacity:.7;overflow-wrap:anywhere}.numbers{display:flex;flex-wrap:wrap;gap:1rem}.numbers div{border:1px solid #8884;border-radius:.5rem;padding:.6rem 1rem;min-width:7rem}
        .numbers b{display:block;font-size:1.5rem}.same b{color:#2a8a4a}.different b{color:#b86e00}.error b,.error{color:#c0392b}
        table{border-collapse:collapse}td,th{border-bottom:1px solid #8884;padding:.3rem .8rem;text-align:left}.n{text-align:right;font-variant-numeric:tabular-nums}
        details{border:1px solid #8884;border-radius:.5rem;margin:.4rem 0;padding:.4rem .8rem}summary{cursor:pointer;overflow-wrap:anywhere}
        .sides{display:grid;grid-template-columns:1fr 1fr;gap:1rem}pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#8881;padding:.5rem;border-radius:.3rem;margin:.2rem 0;max-height:24rem;overflow:auto}
        """;
}

using Microsoft.Extensions.AI;

namespace Agent.Host.Models.Offline.Dialogue;

/// <summary>The tools a call offers, under the names it offers them by.</summary>
internal sealed class ToolBox(IList<AITool>? offered)
{
    public bool Has(string known) => Find(known) is not null;

    public string NameOf(string known) => Find(known)?.Name ?? known;

    private AITool? Find(string known)
    {
        if (offered is null)
            return null;
        for (var i = 0; i < offered.Count; i++)
        {
            if (ToolNames.Names(offered[i].Name, known))
                return offered[i];
        }

        return null;
    }
}

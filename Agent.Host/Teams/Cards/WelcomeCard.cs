using System.Text.Json.Nodes;

namespace Agent.Host.Teams.Cards;

/// <summary>What somebody sees who has installed the app: what it can do, and the commands as buttons.</summary>
internal static class WelcomeCard
{
    /// <summary>The member of a button's data that holds the command.</summary>
    public const string Command = "command";

    public static JsonObject Make(TeamsTexts texts) => new()
    {
        ["type"] = "AdaptiveCard",
        ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json",
        ["version"] = "1.5",
        ["body"] = new JsonArray(
            new JsonObject { ["type"] = "TextBlock", ["text"] = texts.WelcomeTitle, ["wrap"] = true, ["weight"] = "bolder", ["size"] = "medium" },
            new JsonObject { ["type"] = "TextBlock", ["text"] = texts.Welcome, ["wrap"] = true },
            new JsonObject
            {
                ["type"] = "ActionSet",
                ["actions"] = new JsonArray(Button(texts.NewTopic, "new"), Button(texts.WhereItStands, "status"), Button(texts.ToPerson, "human")),
            }),
    };

    // A plain submit comes as a message of the person, which is what a command is.
    private static JsonObject Button(string title, string command) =>
        new() { ["type"] = "Action.Submit", ["title"] = title, ["data"] = new JsonObject { [Command] = command } };
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Agent.Processes;
using Agent.Processes.Runtime.Replay;

namespace Agent.Tests.Processes.Runtime.Replay;

internal sealed class JsonComparisonTests
{
    [TestCase("""{"a":1,"b":{"c":[1,2]}}""", """{"b":{"c":[1,2]},"a":1.0}""", "", TestName = "Order_and_spelling_are_no_change")]
    [TestCase("""{"a":{"b":{"c":1}}}""", """{"a":{"b":{"c":2}}}""", "replace /a/b/c 1>2", TestName = "A_change_deep_inside_is_told_by_its_path")]
    [TestCase("""{"a":1}""", """{"a":1,"b":[]}""", "add /b >[]", TestName = "A_new_member_is_added")]
    [TestCase("""{"a":1,"b":2}""", """{"b":2}""", "remove /a 1>", TestName = "A_lost_member_is_removed")]
    [TestCase("""{"a":null}""", """{"a":1}""", "replace /a null>1", TestName = "Null_is_a_value")]
    [TestCase("""[1,2,3]""", """[1,2,3,4]""", "add /3 >4", TestName = "A_longer_list_is_added_to")]
    [TestCase("""[1,2,3,4]""", """[3,4,5]""", "remove /0 1>; remove /0 2>; add /2 >5", TestName = "A_window_that_moves_on_loses_at_its_start")]
    [TestCase("""[{"id":1,"x":1},{"id":2}]""", """[{"id":1,"x":2},{"id":2}]""", "replace /0/x 1>2", TestName = "An_element_that_changed_is_looked_into")]
    [TestCase("""{"a/b":{"c~d":1}}""", """{"a/b":{"c~d":2}}""", "replace /a~1b/c~0d 1>2", TestName = "Slashes_and_tildes_are_escaped")]
    [TestCase("""{"a":[1]}""", """{"a":{"b":1}}""", """replace /a [1]>{"b":1}""", TestName = "Another_kind_is_replaced")]
    public void Tells(string from, string to, string expected) => Assert.That(
        string.Join("; ", JsonComparison.Compare(Parse(from), Parse(to)).Select(change =>
            $"{change.Op} {change.Path} {change.OldValue?.GetRawText()}>{change.Value?.GetRawText()}")),
        Is.EqualTo(expected));

    [Test]
    public void What_was_not_there_is_added_as_a_whole() => Assert.That(
        JsonComparison.Compare(null, Parse("1")), Has.One.Matches<JsonChange>(change => change is { Op: "add", Path: "", OldValue: null }));

    [Test]
    public void The_changes_in_their_order_make_the_one_document_of_the_other()
    {
        var random = new Random(20261121);
        for (var round = 0; round < 500; round++)
        {
            var (from, to) = (Make(random, 4), Make(random, 4));
            var patched = new JsonObject { ["root"] = JsonNode.Parse(from) };
            foreach (var change in JsonComparison.Compare(Parse(from), Parse(to)))
            {
                Apply(patched, "/root" + change.Path, change);
            }

            Assert.That(JsonNode.DeepEquals(patched["root"], JsonNode.Parse(to)), Is.True, $"{from} to {to} became {patched["root"]?.ToJsonString()}");
        }
    }

    private static void Apply(JsonNode root, string path, JsonChange change)
    {
        var places = path.Split('/')[1..].Select(place => place.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)).ToArray();
        var parent = places[..^1].Aggregate(root, (node, place) => node is JsonArray list ? list[int.Parse(place)]! : node[place]!);
        var value = change.Value is { } now ? JsonNode.Parse(now.GetRawText()) : null;
        if (parent is JsonObject members)
        {
            Assert.That(members.ContainsKey(places[^1]), Is.EqualTo(change.Op != "add"));
            members.Remove(places[^1]);
            if (change.Op != "remove")
            {
                members.Add(places[^1], value);
            }

            return;
        }

        var (array, index) = ((JsonArray)parent, int.Parse(places[^1]));
        if (change.Op != "add")
        {
            array.RemoveAt(index);
        }

        if (change.Op != "remove")
        {
            array.Insert(index, value);
        }
    }

    private static string Make(Random random, int depth) => random.Next(depth == 0 ? 3 : 5) switch
    {
        0 => random.Next(3).ToString(),
        1 => $"\"{(char)('a' + random.Next(3))}\"",
        2 => "null",
        3 => $"[{string.Join(',', Enumerable.Range(0, random.Next(5)).Select(_ => Make(random, depth - 1)))}]",
        _ => $"{{{string.Join(',', Enumerable.Range(0, 4).Where(_ => random.Next(2) == 0).Select(index => $"\"{"ab/~"[index]}\":{Make(random, depth - 1)}"))}}}",
    };

    private static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;
}

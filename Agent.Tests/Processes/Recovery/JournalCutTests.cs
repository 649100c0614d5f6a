using System.Text;
using System.Text.Json.Nodes;
using Agent.Processes.Recovery.Retention;
using Agent.Processes.Runtime.Storage.Payloads;

namespace Agent.Tests.Processes.Recovery;

internal sealed class JournalCutTests
{
    private static readonly string s_large = new('x', 5000);

    [TestCase("""{"supersteps":[{"n":1,"ran":["a.b"],"activities":[{"kind":"model"}]}],"turn":{"from":1}}""",
        """{"supersteps":[{"n":1,"ran":["a.b"]}],"turn":{"from":1}}""")]
    [TestCase("""{"supersteps":[{"n":1,"activities":[],"later":1},{"n":2},{"n":3,"activities":[1,[2]]}],"turn":{}}""",
        """{"supersteps":[{"n":1,"later":1},{"n":2},{"n":3}],"turn":{}}""")]
    [TestCase("""{"turn":{"activities":[1]},"supersteps":[{"activities":[1],"n":1}]}""", """{"turn":{"activities":[1]},"supersteps":[{"n":1}]}""")]
    [TestCase("""{"supersteps":[{"activities":[1]}]}""", """{"supersteps":[{}]}""")]
    [TestCase("""{ "supersteps" : [ { "n" : 1.50 , "states" : {"a":{"activities":["\u0041"]}} , "activities" : [ ] } ] }""",
        """{ "supersteps" : [ { "n" : 1.50 , "states" : {"a":{"activities":["\u0041"]}} } ] }""")]
    public void Takes_out_the_journal_and_leaves_every_other_byte(string body, string rest) => Assert.That(Text(Cut(body)), Is.EqualTo(rest));

    [TestCase("""{"supersteps":[{"n":1,"states":{"a":{"activities":[1]}}}],"turn":{}}""")]
    [TestCase("""{"supersteps":[],"turn":{}}""")]
    public void Leaves_a_body_without_a_journal_alone(string body) => Assert.That(JournalCut.Of(Encoding.UTF8.GetBytes(body), null, null), Is.Null);

    [Test]
    public void Payloads_stay_in_their_places()
    {
        var random = new Random(20261121);
        for (var round = 0; round < 200; round++)
        {
            var (events, body) = (Bytes(new JsonArray(Value(random), Value(random))), Bytes(Body(random)));
            var stored = PayloadCodec.Take(events, body);
            var cut = JournalCut.Of(stored.Body.Span, stored.Taken?.Places, stored.Taken?.Hashes);
            var whole = JournalCut.Of(body, null, null);
            if (cut is null)
            {
                Assert.That(whole, Is.Null);
                continue;
            }

            byte[]?[] payloads = [.. (cut.Hashes ?? []).Select(hash => stored.Taken!.Texts[Array.FindIndex(stored.Taken.Hashes, known => known.SequenceEqual(hash))])];
            Assert.That(PayloadCodec.Fill(cut.Body, isEvents: false, cut.Places, payloads), Is.EqualTo(whole!.Body));
            Assert.That(PayloadCodec.Fill(stored.Events.Span, isEvents: true, cut.Places, payloads), Is.EqualTo(events));
        }
    }

    private static JsonObject Body(Random random)
    {
        var supersteps = new JsonArray();
        for (var number = 1; number <= 4; number++)
        {
            var superstep = new JsonObject { ["n"] = number, ["states"] = Value(random) };
            if (random.Next(2) == 0)
            {
                superstep["activities"] = new JsonArray(Value(random), Value(random));
            }

            superstep["pending"] = Value(random);
            supersteps.Add(superstep);
        }

        return new() { ["supersteps"] = supersteps, ["turn"] = new JsonObject { ["reply"] = Value(random) } };
    }

    private static JsonNode? Value(Random random) => random.Next(4) switch
    {
        0 => JsonValue.Create(s_large),
        1 => JsonValue.Create(new string('y', random.Next(4000, 4200))),
        2 => JsonValue.Create(""),
        _ => new JsonObject { ["activities"] = new JsonArray(s_large) },
    };

    private static JournalCut Cut(string body) => JournalCut.Of(Encoding.UTF8.GetBytes(body), null, null)!;

    private static string Text(JournalCut cut) => Encoding.UTF8.GetString(cut.Body);

    private static byte[] Bytes(JsonNode node) => Encoding.UTF8.GetBytes(node.ToJsonString());
}

using System.Text;
using System.Text.Json;
using Agent.Processes.Runtime.Storage.Payloads;

namespace Agent.Tests.Processes.Runtime.Growth;

internal sealed class PayloadCodecTests
{
    private static readonly string s_large = new('x', PayloadCodec.SmallestBytes);

    [Test]
    public void A_text_below_the_limit_stays_where_it_is()
    {
        var document = Json(new { text = new string('x', PayloadCodec.SmallestBytes - 1), more = new string('y', 100) });
        var stored = PayloadCodec.Take(document, document);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(stored.Taken, Is.Null);
        Assert.That(stored.Body, Is.EqualTo((ReadOnlyMemory<byte>)document));
    }

    [Test]
    public void A_text_is_taken_once_however_often_it_stands_there()
    {
        var stored = PayloadCodec.Take(Json(new[] { s_large, "small", s_large }), Json(new { a = s_large, b = new { c = s_large } }));
        using var scope = Assert.EnterMultipleScope();
        Assert.That(stored.Taken!.Texts, Has.Length.EqualTo(1));
        Assert.That(Text(stored.Events), Is.EqualTo("""["","small",""]"""));
        Assert.That(Text(stored.Body), Is.EqualTo("""{"a":"","b":{"c":""}}"""));
    }

    [Test]
    public void Empty_texts_and_texts_that_look_like_references_are_left_alone()
    {
        var events = Json(new object[] { "", "\"\"", new { payload = "", hash = "00" }, s_large, "" });
        AssertComesBack(events, Json(new { a = "", b = "\"\"", c = s_large + "\\\"\"", d = "\\", e = "" }));
    }

    [Test]
    public void Names_are_never_taken() =>
        Assert.That(PayloadCodec.Take(Json(Array.Empty<int>()), Json(new Dictionary<string, string> { [s_large] = "small" })).Taken, Is.Null);

    [Test]
    public void Names_before_white_space_are_never_taken() =>
        Assert.That(PayloadCodec.Take("[]"u8.ToArray(), Encoding.UTF8.GetBytes($"{{\"{s_large}\" \n: \"small\"}}")).Taken, Is.Null);

    [Test]
    public void Whatever_stands_in_a_document_comes_back_byte_for_byte()
    {
        var random = new Random(20261121);
        for (var round = 0; round < 300; round++)
        {
            AssertComesBack(Json(Anything(random, 4)), Json(Anything(random, 4)));
        }
    }

    [Test]
    public void A_place_that_belongs_to_another_document_is_noticed() =>
        Assert.That(
            () => PayloadCodec.Fill("[\"no place\"]"u8, isEvents: false, [1, 0], ["\"text\""u8.ToArray()]), Throws.InstanceOf<InvalidDataException>());

    [Test]
    public void A_text_that_is_gone_is_noticed() =>
        Assert.That(() => PayloadCodec.Fill("[\"\"]"u8, isEvents: false, [1, 0], [null]), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("missing"));

    private static void AssertComesBack(byte[] events, byte[] body)
    {
        var stored = PayloadCodec.Take(events, body);
        var places = stored.Taken?.Places ?? [];
        var texts = stored.Taken?.Texts ?? [];
        Assert.That(PayloadCodec.Fill(stored.Events.Span, isEvents: true, places, texts), Is.EqualTo(events));
        Assert.That(PayloadCodec.Fill(stored.Body.Span, isEvents: false, places, texts), Is.EqualTo(body));
        Assert.That(stored.Body.Length, Is.LessThanOrEqualTo(body.Length));
    }

    private static object? Anything(Random random, int depth) => random.Next(depth > 0 ? 8 : 6) switch
    {
        0 => "",
        1 => null,
        2 => random.Next(),
        3 => new string("\"\\\u0000\n:,[]{}äあ😀"[random.Next(10)], random.Next(9000)),
        4 => new string('z', random.Next(3000, 6000)),
        5 => s_large + "\\\"",
        6 => Enumerable.Range(0, random.Next(5)).Select(_ => Anything(random, depth - 1)).ToList(),
        _ => Enumerable.Range(0, random.Next(5)).ToDictionary(index => index % 2 == 0 ? $"\"{index}" : s_large + index, _ => Anything(random, depth - 1)),
    };

    private static byte[] Json<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Agent.Processes.Runtime.StoredJson.Options);

    private static string Text(ReadOnlyMemory<byte> json) => Encoding.UTF8.GetString(json.Span);
}

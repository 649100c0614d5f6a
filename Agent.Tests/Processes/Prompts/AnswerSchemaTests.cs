using Agent.Processes.Prompts;

namespace Agent.Tests.Processes.Prompts;

internal sealed class AnswerSchemaTests
{
    private static readonly AnswerSchema s_schema = AnswerSchema.Parse("""
        {"type":"object","properties":{"verdict":{"type":"string","enum":["allow","block"]},"scores":{"type":"array","items":{"type":"integer"}},
        "sure":{"type":"boolean"}},"required":["verdict"],"additionalProperties":false}
        """);

    [TestCase("""{"verdict":"allow"}""")]
    [TestCase("""{"verdict":"block","scores":[1,2],"sure":true}""")]
    public void Accepts_an_answer_of_its_shape(string answer) => Assert.That(s_schema.FindFault(answer, out _), Is.Null);

    [TestCase("I would allow it", "no JSON")]
    [TestCase("[]", "$ is not of type object")]
    [TestCase("{}", "$.verdict is missing")]
    [TestCase("""{"verdict":"perhaps"}""", "$.verdict is none of")]
    [TestCase("""{"verdict":1}""", "$.verdict is not of type string")]
    [TestCase("""{"verdict":"allow","scores":[1,"two"]}""", "$.scores[1] is not of type integer")]
    [TestCase("""{"verdict":"allow","mood":"good"}""", "$.mood is not expected")]
    public void Names_what_is_wrong_with_an_answer(string answer, string fault) => Assert.That(s_schema.FindFault(answer, out _), Does.Contain(fault));
}

using System.Globalization;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;

namespace Agent.Tests.SemanticKernel;

internal sealed class FunctionResultTests
{
    private static readonly KernelFunction Function = KernelFunctionFactory.CreateFromMethod(() => { }, "nothing");

    [Test]
    public void A_value_is_read_as_its_own_type()
    {
        FunctionResult result = new(Function, 42);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(result.GetValue<int>(), Is.EqualTo(42));
        Assert.That(result.GetValue<object>(), Is.EqualTo(42));
        Assert.That(result.ValueType, Is.EqualTo(typeof(int)));
        Assert.That(result.ToString(), Is.EqualTo("42"));
    }

    [Test]
    public void A_value_of_another_type_is_an_invalid_cast()
    {
        Assert.That(() => new FunctionResult(Function, 42).GetValue<string>(), Throws.InstanceOf<InvalidCastException>());
    }

    [Test]
    public void No_value_is_the_default_and_no_text()
    {
        FunctionResult result = new(Function);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(result.GetValue<string>(), Is.Null);
        Assert.That(result.ToString(), Is.Empty);
    }

    [Test]
    public void The_response_of_a_model_is_also_its_text()
    {
        FunctionResult result = new(Function, new ChatResponse(new ChatMessage(ChatRole.Assistant, "Hello")));
        Assert.That(result.GetValue<string>(), Is.EqualTo("Hello"));
    }

    [Test]
    public void A_result_with_another_value_keeps_the_rest()
    {
        FunctionResult original = new(Function, 1, CultureInfo.InvariantCulture, new Dictionary<string, object?> { ["key"] = "kept" });
        FunctionResult changed = new(original, 2);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(changed.GetValue<int>(), Is.EqualTo(2));
        Assert.That(changed.Function, Is.SameAs(Function));
        Assert.That(changed.Metadata!["key"], Is.EqualTo("kept"));
    }
}

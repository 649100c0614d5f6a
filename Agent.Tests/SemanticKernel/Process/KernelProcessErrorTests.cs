using Microsoft.SemanticKernel;

namespace Agent.Tests.SemanticKernel.Process;

public class KernelProcessErrorTests
{
    [Test]
    public void An_error_keeps_the_short_type_name_and_the_message()
    {
        var error = KernelProcessError.FromException(new InvalidOperationException("The drawer is stuck."));

        using var scope = Assert.EnterMultipleScope();
        Assert.That(error.Type, Is.EqualTo("InvalidOperationException"));
        Assert.That(error.Message, Is.EqualTo("The drawer is stuck."));
        Assert.That(error.InnerError, Is.Null);
    }

    [Test]
    public void An_error_keeps_its_causes()
    {
        var error = KernelProcessError.FromException(new InvalidOperationException("outside", new TimeoutException("inside")));

        using var scope = Assert.EnterMultipleScope();
        Assert.That(error.InnerError?.Type, Is.EqualTo("TimeoutException"));
        Assert.That(error.InnerError?.Message, Is.EqualTo("inside"));
    }

    [Test]
    public void An_error_that_was_thrown_says_where()
    {
        try
        {
            throw new InvalidOperationException("thrown");
        }
        catch (InvalidOperationException exception)
        {
            Assert.That(KernelProcessError.FromException(exception).StackTrace, Does.Contain(nameof(An_error_that_was_thrown_says_where)));
        }
    }
}

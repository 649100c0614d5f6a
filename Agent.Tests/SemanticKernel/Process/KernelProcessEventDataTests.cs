using Agent.Tests.SemanticKernel.Process.Samples;
using Microsoft.SemanticKernel;

namespace Agent.Tests.SemanticKernel.Process;

public class KernelProcessEventDataTests
{
    [Test]
    public void A_payload_comes_back_as_a_copy_of_its_own_type()
    {
        var tally = new Tally { Count = 4 };

        var copy = KernelProcessEventData.FromObject(tally)!.ToObject();

        using var scope = Assert.EnterMultipleScope();
        Assert.That(copy, Is.InstanceOf<Tally>().With.Property(nameof(Tally.Count)).EqualTo(4));
        Assert.That(copy, Is.Not.SameAs(tally));
    }

    [Test]
    public void A_payload_is_stored_as_json_under_its_full_type_name()
    {
        var data = KernelProcessEventData.FromObject(new Tally { Count = 4 })!;

        using var scope = Assert.EnterMultipleScope();
        Assert.That(data.ObjectType, Is.EqualTo(typeof(Tally).AssemblyQualifiedName));
        Assert.That(data.Content, Is.EqualTo("""{"Count":4}"""));
    }

    [Test]
    public void No_payload_is_stored_as_nothing() => Assert.That(KernelProcessEventData.FromObject(null), Is.Null);

    [Test]
    public void A_payload_that_does_not_fit_its_type_is_an_error()
    {
        var data = new KernelProcessEventData { ObjectType = typeof(Tally).AssemblyQualifiedName!, Content = "no json" };

        Assert.That(data.ToObject, Throws.InstanceOf<KernelException>());
    }
}

#if !SEMANTIC_KERNEL_PACKAGES
using Microsoft.SemanticKernel;

namespace Agent.Tests.SemanticKernel;

/// <summary>A conversation makes dozens of these calls; what is static about them must not be worked out each time.</summary>
internal sealed class AllocationTests
{
    private const int Rounds = 1000;

    // A call takes 170 bytes, more while another fixture listens to its spans; working out a method anew takes far more than this.
    private const int Limit = 2048;

    [Test]
    public void A_call_allocates_a_few_small_objects()
    {
        Kernel kernel = new();
        var function = KernelFunctionFactory.CreateFromMethod((string text, int number) => text, "echo");
        KernelArguments arguments = new() { ["text"] = "a", ["number"] = 1 };
        Assert.That(BytesEach(() => kernel.InvokeAsync(function, arguments)), Is.LessThan(Limit));
    }

    [Test]
    public void A_plugin_over_a_new_instance_reuses_what_is_known_of_its_class()
    {
        Assert.That(BytesEach(() => KernelPluginFactory.CreateFromObject(new Three(), "three")), Is.LessThan(Limit));
    }

    private static long BytesEach(Func<object> act)
    {
        act();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Rounds; i++)
        {
            act();
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / Rounds;
    }

    private sealed class Three
    {
        [KernelFunction]
        public int One(int number) => number;

        [KernelFunction]
        public int Two(int number) => number;

        [KernelFunction]
        public int More(int number) => number;
    }
}
#endif

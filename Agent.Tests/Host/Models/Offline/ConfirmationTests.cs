namespace Agent.Tests.Host.Models.Offline;

internal sealed class ConfirmationTests
{
    [TestCase("yes", "confirm")]
    [TestCase("YES PLEASE", "confirm")]
    [TestCase("Sure, go ahead and process it", "confirm")]
    [TestCase("yeah that's right, do it", "confirm")]
    [TestCase("Yes. And please update any order addresses too.", "confirm")]
    [TestCase("no", "decline")]
    [TestCase("No, don't do it", "decline")]
    [TestCase("never mind, I'll keep it", "decline")]
    [TestCase("I changed my mind", "decline")]
    [TestCase("no, return the travel case instead", "change")]
    [TestCase("Actually, I also want to return the smart watch from that order", "change")]
    [TestCase("No, put it on my gift card", "change")]
    [TestCase("This looks almost right, but could we add one more item to the return list?", "question")]
    [TestCase("what was that again?", "question")]
    [TestCase("how much will I get back?", "question")]
    [TestCase("blue elephants", "other")]
    [TestCase("I don't have the order ID handy right now, but I definitely want the refund to my credit card. Also, there are other items I need to return", "change")]
    public async Task Reads_the_answer_to_a_pending_action(string text, string decision)
    {
        using var support = new ScriptedSupport(SampleShop.Open());
        Assert.That(await support.ClassifyAsync("confirmation", "Pending action: return of the headphones", text), Does.Contain($"\"decision\":\"{decision}\""));
    }
}

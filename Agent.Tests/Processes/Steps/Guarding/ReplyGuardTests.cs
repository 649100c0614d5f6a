using Agent.Processes.Prompts;
using Agent.Processes.Steps.Guarding;

namespace Agent.Tests.Processes.Steps.Guarding;

internal sealed class ReplyGuardTests
{
    private readonly ReplyGuard _guard = new(ProductFiles.Prompts);

    [TestCase("Use sk-proj-abcdefghij0123456789ABCD for that.", "API key")]
    [TestCase("Your token is eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcdefghij", "access token")]
    [TestCase("We charged card 4111 1111 1111 1111.", "card number")]
    [TestCase("Host=db;Password=hunter22;", "password")]
    public void Keeps_secrets_in(string reply, string fault) => Assert.That(_guard.FindFault(reply, []), Does.Contain(fault));

    [TestCase("Your order #W1000001 has item 6700049080 and tracking number 357962501027.")]
    [TestCase("I can refund it to gift_card_2582853.")]
    public void Lets_order_and_tracking_numbers_pass(string reply) => Assert.That(_guard.FindFault(reply, []), Is.Null);

    [Test]
    public void Keeps_the_instructions_in()
    {
        var line = ProductFiles.Prompts[PromptNames.OrdersAgent].Config.Template.Split('\n').First(text => text.Contains("at once", StringComparison.Ordinal));

        Assert.That(_guard.FindFault($"My instructions say: {line.ToUpperInvariant()}", []), Does.Contain("instructions"));
    }

    [TestCase("I've cancelled your order.", ActionEvidence.Cancelled)]
    [TestCase("Your order has been successfully canceled.", ActionEvidence.Cancelled)]
    [TestCase("Good news: your return has been booked.", ActionEvidence.Returned)]
    [TestCase("I have processed your return.", ActionEvidence.Returned)]
    [TestCase("The refund of $12.00 has been issued to your card.", ActionEvidence.Refunded)]
    [TestCase("You have been refunded.", ActionEvidence.Refunded)]
    [TestCase("I have updated your address.", ActionEvidence.Modified)]
    [TestCase("I've opened a ticket for you.", ActionEvidence.TicketOpened)]
    public void Lets_a_claim_pass_only_with_its_proof(string reply, string proof)
    {
        using var scope = Assert.EnterMultipleScope();
        Assert.That(_guard.FindFault(reply, []), Does.Contain("no tool result shows it"));
        Assert.That(_guard.FindFault(reply, [proof]), Is.Null);
    }

    [TestCase("Your order has not been cancelled.")]
    [TestCase("If your order has been cancelled, you will get a refund.")]
    [TestCase("I can cancel the order for you.")]
    [TestCase("Shall I return the headphones?")]
    [TestCase("Once the return is booked you will get a label.")]
    [TestCase("Your order was delivered on 3 November.")]
    public void Lets_offers_and_conditions_pass(string reply) => Assert.That(_guard.FindFault(reply, []), Is.Null);

    [Test]
    public void Refuses_an_empty_answer() => Assert.That(_guard.FindFault(" ", []), Does.Contain("empty"));

    [TestCase("cancel_pending_order", "{}", ActionEvidence.Cancelled)]
    [TestCase("get_order_details", """{"status":"return requested"}""", ActionEvidence.Returned)]
    [TestCase("get_order_details", """{"status": "cancelled"}""", ActionEvidence.Cancelled)]
    [TestCase("get_order_details", """{"payment_history":[{"transaction_type":"refund"}]}""", ActionEvidence.Refunded)]
    public void Takes_effects_and_reported_states_as_proof(string tool, string result, string proof) =>
        Assert.That(ActionEvidence.Of(tool, result), Does.Contain(proof));

    [Test]
    public void Takes_a_delivered_order_as_proof_of_nothing() =>
        Assert.That(ActionEvidence.Of("get_order_details", """{"status":"delivered"}"""), Is.Empty);
}

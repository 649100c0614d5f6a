using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Agent.Plugins.Airline.Flyers;
using Agent.Plugins.Airline.Reservations;
using Agent.Plugins.BackOffice;
using Agent.Plugins.Calling;
using Agent.Plugins.Calling.Access;
using Agent.Plugins.Effects;
using Microsoft.SemanticKernel;

namespace Agent.Plugins.Airline.Certificates;

/// <summary>Travel certificates: the airline's gesture for a cancelled or delayed flight.</summary>
internal sealed class CertificatesPlugin(AirlineReader reader, EffectLedger ledger)
{
    public const string Name = "certificates";
    public const string Purpose = "Travel certificates for cancelled and delayed flights.";

    private const string Send = "send_certificate";
    private const string IdPrefix = "certificate_";
    private const int FirstNumber = 3_221_322;
    private const double Least = 1;
    private const double Most = 10_000;

    [Consequential, RequiresScope(ToolScopes.RefundsExecute), ForRoles(ToolRoles.Agent, ToolRoles.Operator), KernelFunction(Send)]
    [Description("Send a travel certificate to a user, as a gesture for a cancelled or delayed flight.")]
    public Task<string> SendCertificateAsync(
        Kernel kernel,
        [Description("The user id, such as 'sara_doe_496'.")] string user_id,
        [Description("What the certificate is worth, in dollars."), Range(Least, Most)] decimal amount,
        CancellationToken cancellationToken)
    {
        var (call, worth) = (ToolCallContext.Of(kernel), amount.ToString(CultureInfo.InvariantCulture));
        return ledger.ApplyAsync(call, ToolAction.Of(Send, user_id.Trim(), worth), async token =>
        {
            var flyer = await reader.ReadFlyerAsync(call, user_id, token);
            var id = FirstFree(flyer);
            var after = flyer with { PaymentMethods = [.. flyer.PaymentMethods, new() { Id = id, Source = FlyerPaymentSource.Certificate, AmountMinor = MinorOf(amount) }] };
            return new($"Certificate {id} added to user {flyer.CustomerId} with amount {worth}.", AirlineStatements.SetPaymentMethods(after));
        }, cancellationToken);
    }

    [RequiresScope(ToolScopes.OrdersRead), KernelFunction("preview_certificate")]
    [Description("Whether a certificate of an amount is owed to a user. 'problem' is 'none', or says why it is not.")]
    public async Task<string> PreviewCertificateAsync(
        Kernel kernel,
        [Description("The user id, such as 'sara_doe_496'.")] string user_id,
        [Description("What the certificate would be worth, in dollars."), Range(Least, Most)] decimal amount,
        CancellationToken cancellationToken)
    {
        var reservations = await reader.ReadAllAsync(ToolCallContext.Of(kernel), user_id, cancellationToken);
        return BackOfficeJson.ToText(AirlineJson.Default.CertificatePreview, new(Gestures.FindProblem(reservations, MinorOf(amount))));
    }

    private static string FirstFree(Flyer flyer) => Enumerable.Range(FirstNumber, flyer.PaymentMethods.Length + 1)
        .Select(number => IdPrefix + number.ToString(CultureInfo.InvariantCulture)).First(id => flyer.FindMethod(id) is null);

    private static long MinorOf(decimal dollars) => dollars * 100 is var cents && cents == decimal.Truncate(cents)
        ? (long)cents : throw new ToolException("amounts have at most two decimals");
}

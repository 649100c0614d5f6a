using System.Text.Json;
using Agent.Plugins.BackOffice.Businesses;
using Agent.Plugins.Calling;
using Agent.Processes.Steps.Tools;
using Agent.Plugins.Calling.Access;
using Agent.Tests.Processes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel;

namespace Agent.Tests.Plugins.Airline;

/// <summary>The second business beside the shop: there when it is switched on, and complete.</summary>
internal sealed class AirlineCatalogTests
{
    [Test]
    public async Task Its_tools_are_offered_only_where_it_is_switched_on()
    {
        await using var without = await SampleShop.OpenAsync();
        await using var with = await SampleShop.OpenAsync(configure: services => services.Configure<ToolCallingOptions>(options => options.Businesses.Add("airline")));
        using var scope = Assert.EnterMultipleScope();
        Assert.That(NamesIn(without.Kernel(null)), Does.Not.Contain("book_reservation").And.Contains("process_refund"));
        Assert.That(NamesIn(with.Kernel(null)), Does.Contain("book_reservation").And.Contains("process_refund"));
    }

    [Test]
    public async Task A_business_that_there_is_not_stops_the_start()
    {
        await using var shop = await SampleShop.OpenAsync(configure: services => services.Configure<ToolCallingOptions>(options => options.Businesses.Add("railway")));
        Assert.That(() => shop.Get<IOptions<ToolCallingOptions>>().Value, Throws.TypeOf<OptionsValidationException>().With.Message.Contains("railway"));
    }

    [Test]
    public async Task Every_tool_that_changes_something_has_a_policy_and_the_workflow_holds_its_scopes()
    {
        await using var shop = await SampleShop.OpenAsync();
        var tools = shop.Get<BusinessTools>().All.SelectMany(plugin => plugin).ToList();
        using var scope = Assert.EnterMultipleScope();
        Assert.That(tools.Where(ToolMetadata.IsConsequential).Select(tool => tool.Name), Is.EquivalentTo([
            "book_reservation", "cancel_reservation", "update_reservation_flights", "update_reservation_baggages", "update_reservation_passengers", "send_certificate",
        ]));
        Assert.That(tools.Where(ToolMetadata.IsConsequential).Where(tool => ProductFiles.Policies.Find(tool.Name) is null), Is.Empty);
        Assert.That(tools.VisibleTo(new(ToolRights.Role, ToolRights.Acting)), Is.EquivalentTo(tools));
        Assert.That(tools.VisibleTo(new(ToolRights.Role, ToolRights.Reading)), Is.EquivalentTo(tools.Where(tool => !ToolMetadata.IsConsequential(tool))));
        Assert.That(tools.Select(tool => tool.Description), Has.None.Empty);
    }

    [Test]
    public async Task Every_tool_of_the_public_airline_domain_is_here_with_its_required_parameters()
    {
        var published = RetailRecordings.Read<JsonElement>("tools/tau-airline-tools.json").EnumerateArray().Select(tool => tool.GetProperty("function")).ToList();
        await using var shop = await SampleAirline.OpenAsync();
        var ours = shop.AirlineKernel(null).Plugins.SelectMany(plugin => plugin).ToList();
        using var scope = Assert.EnterMultipleScope();
        foreach (var tool in published)
        {
            var schema = ours.SingleOrDefault(candidate => candidate.Name == tool.GetProperty("name").GetString())?.JsonSchema;
            Assert.That(Required(schema), Is.EquivalentTo(Required(tool.GetProperty("parameters"))), tool.GetProperty("name").GetString());
            foreach (var list in tool.GetProperty("parameters").GetProperty("properties").EnumerateObject().Where(parameter => parameter.Value.TryGetProperty("items", out _)))
            {
                Assert.That(Required(schema?.GetProperty("properties").GetProperty(list.Name).GetProperty("items")), Is.EquivalentTo(Required(list.Value.GetProperty("items"))), list.Name);
            }
        }
    }

    private static IEnumerable<string?> Required(JsonElement? schema) =>
        schema is { } given && given.TryGetProperty("required", out var required) ? required.EnumerateArray().Select(name => name.GetString()) : [];

    private static IEnumerable<string> NamesIn(Kernel kernel) => kernel.Plugins.SelectMany(plugin => plugin).Select(tool => tool.Name);
}

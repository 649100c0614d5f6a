using Agent.Benchmarks.Faults;
using Agent.Benchmarks.Faults.Planning;
using Agent.Benchmarks.Faults.Scripts;

namespace Agent.Tests.Benchmarks.Faults;

internal sealed class FaultPlanTests
{
    private static readonly Script[] s_scripts = [AllScripts.Return, AllScripts.Ticket];

    private static readonly Boundary[] s_boundaries =
    [
        .. from script in s_scripts
           from number in Enumerable.Range(1, 10)
           select new Boundary(script.Name, $"before {number}", $"before the commit of step {number}", NeedsRescue: true),
    ];

    [Test]
    public void The_same_seed_is_the_same_plan()
    {
        var (first, second, other) = (Text(7), Text(7), Text(8));
        Assert.That(second, Is.EqualTo(first).And.Not.EqualTo(other));
    }

    [Test]
    public void Every_boundary_comes_before_any_comes_twice()
    {
        var plan = FaultPlan.Make(new() { Kills = 15, Conversations = 2 }, s_scripts, s_boundaries);
        var times = plan.Conversations.SelectMany(conversation => conversation.Kills).CountBy(kill => kill.Name).Select(entry => entry.Value).ToList();
        Assert.That(times, Has.Count.EqualTo(10).And.All.InRange(1, 2));
        Assert.That(plan.Kills, Is.EqualTo(15));
    }

    [Test]
    public void No_conversation_is_killed_twice_at_the_same_point()
    {
        var plan = FaultPlan.Make(new() { Kills = 200, Conversations = 10 }, s_scripts, s_boundaries);
        Assert.That(plan.Conversations.Select(conversation => conversation.Kills), Has.All.Unique);
        Assert.That(plan.Kills, Is.EqualTo(200));
    }

    [Test]
    public void Faults_beside_the_kills_come_in_their_order()
    {
        var plan = FaultPlan.Make(new() { Kills = 100 }, s_scripts, s_boundaries);
        Assert.That(plan.Faults, Is.Ordered.By(nameof(PlannedFault.AfterKills)));
        Assert.That(plan.Faults.Select(fault => fault.Kind).Distinct(), Is.EquivalentTo(Enum.GetValues<FaultKind>()));
    }

    [TestCase("--kills"), TestCase("--kills 0"), TestCase("--kills many"), TestCase("--replicas 1"), TestCase("--what")]
    public void A_wrong_command_line_is_refused(string line) => Assert.That(() => FaultOptions.Parse(line.Split(' ')), Throws.TypeOf<FormatException>());

    private static string Text(int seed)
    {
        var options = new FaultOptions { Seed = seed };
        return PlanText.Render(FaultPlan.Make(options, s_scripts, s_boundaries), options with { Seed = 0 });
    }
}

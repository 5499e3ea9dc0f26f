using FsCheck;
using FsCheck.Fluent;
using Tremor.Dataflow.Tests.Engine.Blocks.Model;
using Xunit.Sdk;

namespace Tremor.Dataflow.Tests.Engine.Blocks;

/// <summary>
/// Random graphs with random sinks, input and signals: the engine shows outside what the sequential model shows, settles every
/// event once and not before all its branches have ended, and always comes to an end.
/// </summary>
/// <remarks>
/// <c>TREMOR_GRAPHS</c> is the number of graphs; <c>TREMOR_SEED</c> repeats the one case that a failure names.
/// </remarks>
public sealed class PipelinePropertyTests
{
    private static readonly int s_graphs = int.Parse(Environment.GetEnvironmentVariable("TREMOR_GRAPHS") ?? "1000");

    [Fact]
    public void A_graph_of_blocks_does_what_one_event_at_a_time_does()
    {
        if (Environment.GetEnvironmentVariable("TREMOR_SEED") is { Length: > 0 } seed)
        {
            Check(GraphCase.Parse(seed), null);
            return;
        }

        // A case that fails is tried again with ever fewer steps.
        var cases = Arb.From(
            Gen.Choose(0, int.MaxValue - 1).Select(static s => GraphCase.From(s)),
            static c => Enumerable.Range(0, c.MaxSteps).Select(steps => GraphCase.From(c.Seed, steps)));
        Prop.ForAll(cases, static c => Check(c, null)).Check(Config.QuickThrowOnFailure.WithMaxTest(s_graphs));
    }

    [Fact]
    public void An_engine_that_answers_early_is_caught() => AssertCaught(new Tamper { AnswersEarly = true });

    [Fact]
    public void An_engine_that_drops_when_full_is_caught() => AssertCaught(new Tamper { DropsWhenFull = true });

    [Fact]
    public void An_engine_that_swaps_two_events_is_caught() => AssertCaught(new Tamper { SwapsTwo = true });

    [Fact]
    public void An_engine_that_settles_from_the_least_to_the_greatest_is_caught() => AssertCaught(new Tamper { SettlesFromLeastToGreatest = true });

    [Fact]
    public void An_engine_that_loses_the_maker_of_an_insight_is_caught() => AssertCaught(new Tamper { LosesMaker = true });

    [Fact]
    public void An_engine_that_loses_the_port_of_an_insight_is_caught() => AssertCaught(new Tamper { LosesPort = true });

    private static void AssertCaught(Tamper tamper)
    {
        const int graphs = 100;
        for (var seed = 1; seed <= graphs; seed++)
        {
            var @case = GraphCase.From(seed);
            var expected = SequentialModel.Run(@case);
            if (Difference(@case, expected, tamper) is not null) return;
        }

        Assert.Fail($"{graphs} graphs did not tell the broken engine from a sound one");
    }

    private static void Check(GraphCase @case, Tamper? tamper)
    {
        var expected = SequentialModel.Run(@case);
        if (Difference(@case, expected, tamper) is { } difference) throw new XunitException($"{difference}\n{@case}");
    }

    private static string? Difference(GraphCase @case, Observation expected, Tamper? tamper)
    {
        try
        {
            var actual = EngineRun.RunAsync(@case, expected, tamper).WaitAsync(TimeSpan.FromSeconds(30)).GetAwaiter().GetResult();
            var answersInOrder = @case.Sinks is [{ Ports.Length: 1 }] && !expected.SomeAnswersWait;
            return Observation.Difference(expected, actual, answersInOrder);
        }
        catch (TimeoutException)
        {
            return "the engine came to no end";
        }
    }
}

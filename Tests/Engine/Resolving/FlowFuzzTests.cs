using Tremor.Dataflow.Engine.Resolving;
using Tremor.Dataflow.Tests.Engine.Definitions;

namespace Tremor.Dataflow.Tests.Engine.Resolving;

public sealed class FlowFuzzTests
{
    private const int Cases = 4_000;

    /// <summary>Whatever a document is like, loading it ends with plans or with errors that have a place.</summary>
    [Fact]
    public void Mutated_definitions_are_loaded_or_refused()
    {
        for (var seed = 0; seed < Cases; seed++)
        {
            var text = MutatedDefinitions.Make(seed);
            try
            {
                var options = new LoadOptions { Environment = static _ => null };
                var result = FlowLoader.LoadText("flow.json", text, SampleComponents.Registry, new SampleLanguage(), options);
                Assert.True(result.IsValid || result.Plans.Count == 0);
                Assert.All(result.Diagnostics, static d => Assert.NotNull(d.Span));
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}: {e}\n{text}");
            }
        }
    }
}

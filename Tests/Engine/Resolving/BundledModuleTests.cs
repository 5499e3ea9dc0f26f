namespace Tremor.Dataflow.Tests.Engine.Resolving;

public sealed class BundledModuleTests
{
    /// <summary>Its own text is nowhere to be seen: the user can only change the import.</summary>
    [Fact]
    public void What_is_wrong_in_a_module_shows_where_it_is_imported()
    {
        var result = Loads.Load("""
            { "version": 1, "flows": { "f": { "use": ["tremor::connectors"],
              "connectors": { "end": {"from": "connectors::exit"} } } } }
            """);
        var finding = result.Diagnostics.First(static d => d.Code == "UnknownConnector");
        Assert.Equal("/flows/f/use/0: Unknown connector type exit", Loads.Line(finding));
    }

    [Fact]
    public void A_name_that_a_module_does_not_define_is_refused_with_those_that_it_does()
    {
        Assert.Equal(
            ["/flows/f/pipelines/p/from: Artefact `pipelines::pass` is not defined or not found, the following are defined: pipelines::passthrough"],
            Loads.Errors("""
                { "version": 1, "flows": { "f": { "use": ["tremor::pipelines"], "pipelines": { "p": {"from": "pipelines::pass"} } } } }
                """));
    }
}

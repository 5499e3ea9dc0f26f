using Tremor.Dataflow.Connectors.Codecs;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Definitions.Json;
using Tremor.Dataflow.Engine.Documentation;
using Tremor.Dataflow.Operators.Generic;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Architecture;

/// <summary>The reference pages say what the components say.</summary>
public sealed class ReferencePagesTests
{
    public static TheoryData<ComponentKind> Kinds => new(Enum.GetValues<ComponentKind>());

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_page_of_a_kind_is_fresh(ComponentKind kind)
    {
        var registry = ComponentRegistry.Discover(typeof(JsonCodec).Assembly, typeof(BatchOperator).Assembly);
        Approved.Matches($"docs/reference/{kind.ToString().ToLowerInvariant()}s.md", ManualFile.Of(ReferencePage.Of(registry, kind)));
    }

    [Fact]
    public void The_page_of_the_format_is_fresh() => Approved.Matches("docs/reference/flow.md", ManualFile.Of(FlowPage.All()));
}

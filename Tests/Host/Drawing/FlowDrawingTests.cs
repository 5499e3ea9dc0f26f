using System.Xml.Linq;
using Tremor.Dataflow.Engine.Plans;
using Tremor.Dataflow.Host.Drawing;

namespace Tremor.Dataflow.Tests.Host.Drawing;

public sealed class FlowDrawingTests
{
    [Fact]
    public void Mermaid_shows_connectors_frames_ports_and_errors()
    {
        var text = MermaidWriter.Write([DrawnFlows.Orders()]);
        Assert.Equal(
            """
            flowchart LR
              f0c0[/"orders<br/>kafka_consumer"/]
              f0c1[/"search<br/>elastic"/]
              f0c2[/"console<br/>stdio"/]
              subgraph f0p0["index"]
                direction LR
                f0p0n0(["in"])
                f0p0n1["prepare<br/>script"]
                f0p0n2["pack<br/>generic::batch"]
                f0p0n3["guard<br/>qos::backpressure"]
                f0p0n4(["out"])
                f0p0n5(["err"])
                f0p0n0 --> f0p0n1
                f0p0n1 --> f0p0n2
                f0p0n2 --> f0p0n3
                f0p0n3 --> f0p0n4
                f0p0n1 -.->|"err"| f0p0n5
              end
              subgraph f0p1["report"]
                direction LR
                f0p1n0(["in"])
                f0p1n1["encode<br/>select"]
                f0p1n2(["out"])
                f0p1n3(["err"])
                f0p1n0 --> f0p1n1
                f0p1n1 --> f0p1n2
              end
              f0c0 --> f0p0n0
              f0p0n4 --> f0c1
              f0p0n5 -.-> f0p1n0
              f0c1 -.->|"err"| f0p1n0
              f0p1n2 -->|"to stderr"| f0c2

            """,
            text);
    }

    [Fact]
    public void Several_flows_are_framed_by_name_in_mermaid() =>
        Assert.Contains("subgraph f1[\"orders_eu\"]", MermaidWriter.Write([DrawnFlows.Intake(), DrawnFlows.Orders()]));

    [Fact]
    public void Svg_is_well_formed_and_names_everything()
    {
        var svg = XDocument.Parse(SvgWriter.Write([DrawnFlows.Intake(), DrawnFlows.Orders()]));
        var texts = svg.Descendants().Where(static e => e.Name.LocalName == "text").Select(static e => e.Value).ToList();
        Assert.Superset(
            new HashSet<string> { "intake", "orders_eu", "http", "http_server", "pipeline accept", "check", "valid", "invalid", "store", "err", "stderr", "qos::backpressure" },
            texts.ToHashSet());
    }

    [Fact]
    public void Svg_escapes_what_xml_would_read() =>
        XDocument.Parse(SvgWriter.Write([DrawnFlows.Orders() with { Alias = "a<b & \"c\"" }]));

    [Fact]
    public void What_is_not_printable_in_a_name_is_drawn_as_an_escape()
    {
        FlowPlan[] flows = [DrawnFlows.Orders() with { Alias = "a\e[2J" }, DrawnFlows.Intake()];
        Assert.Contains(@"subgraph f0[""a\u001b[2J""]", MermaidWriter.Write(flows));
        Assert.Contains(XDocument.Parse(SvgWriter.Write(flows)).Descendants(), static e => e.Value == @"a\u001b[2J");
    }

    [Fact]
    public void Errors_are_dashed_in_svg()
    {
        var svg = XDocument.Parse(SvgWriter.Write([DrawnFlows.Orders()]));
        Assert.Equal(3, svg.Descendants().Count(static e => e.Attribute("class")?.Value == "line fault"));
    }

    [Fact]
    public void A_flow_without_anything_is_drawn_as_its_name() =>
        Assert.Contains(">empty<", SvgWriter.Write([DrawnFlows.Flow("empty", [], [], [])]));
}

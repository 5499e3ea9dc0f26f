namespace Tremor.Dataflow.Tests.Script.StdLib;

/// <summary>The facts of an event, here none, and <c>test</c> (spec: stdlib 8.1, stdlib 2.16, stdlib 5.2, stdlib 5.3).</summary>
public class EventModuleTests
{
    [Theory]
    [InlineData("win::cardinality", "", "0")]
    [InlineData("win::cardinality", "1", "BA")]
    [InlineData("test::assert", """ "a", 1, 1""", "true")]
    [InlineData("test::assert", """ "a", 1, 1.0""", "true")]
    [InlineData("test::assert", """ "a", 1, 2""", "[1,2]")]
    [InlineData("test::assert", """ "a", "A", << 65 >>""", "true")]
    [InlineData("test::assert", "null, [1], [1, 2]", "[[1],[1,2]]")]
    [InlineData("test::assert", """1, {"a": 1, "b": 2}, {"b": 2.0, "a": 1}""", "true")]
    [InlineData("test::assert", """ "a", 0.3, 0.1""", "[0.3,0.1]")]
    [InlineData("test::assert", """ "", null, false""", "[null,false]")]
    [InlineData("test::assert", """ "", true, false""", "[true,false]")]
    [InlineData("test::test", "", "null")]
    [InlineData("test::test", "1", "null")]
    [InlineData("test::test", """{"name": "x"}, 2""", "null")]
    [InlineData("test::suite", "", "null")]
    [InlineData("test::suite", "1", "null")]
    [InlineData("test::suite", """{"name": "x"}, 2""", "null")]
    [InlineData("origin::scheme", "", "null")]
    [InlineData("origin::host", "", "null")]
    [InlineData("origin::port", "", "null")]
    [InlineData("origin::path", "", "null")]
    [InlineData("origin::as_uri_string", "", "null")]
    [InlineData("origin::as_uri_record", "", "null")]
    [InlineData("system::ingest_ns", "", "0")]
    [InlineData("system::instance", "", """ "tremor" """)]
    public void A_call_gives(string function, string arguments, string expected) => LibraryCall.Gives(function, arguments, expected);
}

using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Script.Testing;

namespace Tremor.Dataflow.Tests.Script.Testing;

public sealed class ValueDifferenceTests
{
    [Theory]
    [InlineData("[1,2]", "[1,3]", "[1]: 2 != 3")]
    [InlineData("{\"a\":[1,2]}", "{\"a\":[1,2,3]}", ".a (length): 2 != 3")]
    [InlineData("{\"a\":1,\"b\":2}", "{\"b\":3,\"a\":1}", ".b: 2 != 3")]
    [InlineData("{\"a\":[{\"x\":\"s\"}]}", "{\"a\":[{\"x\":\"t\"}]}", ".a[0].x: s != t")]
    [InlineData("{\"a\":{\"b\":1}}", "{\"a\":{}}", ".a.b: only in the first")]
    [InlineData("{\"a\":{}}", "{\"a\":{\"b\":1}}", ".a.b: only in the second")]
    [InlineData("{\"a\":[]}", "{\"a\":{}}", ".a: [] != {}")]
    [InlineData("[]", "{}", null)]
    [InlineData("1", "2", null)]
    public void The_first_difference_is_named_by_its_path(string expected, string got, string? place) =>
        Assert.Equal(place, ValueDifference.Find(JsonText.Parse(expected), JsonText.Parse(got)));
}

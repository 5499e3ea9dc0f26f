using Tremor.Dataflow.Connectors.Codecs;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Tests.Compliance;

namespace Tremor.Dataflow.Tests.Connectors.Codecs;

public sealed class NullCodecTests : CodecCompliance
{
    internal override IEnumerable<Value> RoundTrips => [Value.Null];

    internal override ICodec Create() => new NullCodec();

    [Fact]
    public void Every_piece_is_null() => Assert.Equal("Null null", Decode("""{"a":1}"""u8));

    [Fact]
    public void Every_value_is_no_byte() => Assert.Empty(Encode(Value.From("snot")));
}

using System.Text;
using Tremor.Dataflow.Connectors.Codecs;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Tests.Compliance;

namespace Tremor.Dataflow.Tests.Connectors.Codecs;

public sealed class BinaryCodecTests : CodecCompliance
{
    internal override IEnumerable<Value> RoundTrips =>
        [Value.FromBytes(Array.Empty<byte>()), Value.FromBytes(new byte[] { 0, 255, 10, 13 })];

    internal override ICodec Create() => new BinaryCodec();

    [Fact]
    public void Encode_writes_a_string_as_its_bytes() => Assert.Equal("ä"u8.ToArray(), Encode(Value.From("ä")));

    [Fact]
    public void Encode_writes_everything_else_as_json() =>
        Assert.Equal("""{"a":[1]}""", Encoding.UTF8.GetString(Encode(JsonText.Parse("""{"a":[1]}"""))));
}

using Tremor.Dataflow.Connectors.Preprocessors;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Tests.Compliance;

namespace Tremor.Dataflow.Tests.Connectors.Preprocessors;

public sealed class RemoveEmptyPreprocessorTests : PreprocessorCompliance
{
    internal override byte[] Stream => " "u8.ToArray();

    internal override string[] Expected => [" "];

    internal override bool IsStreaming => false;

    internal override IPreprocessor Create() => new RemoveEmptyPreprocessor();

    [Fact]
    public void Pieces_of_no_byte_vanish() => Assert.Empty(new Pieces().Through(Create(), "").All);
}

public sealed class IngestNsPreprocessorTests : PreprocessorCompliance
{
    internal override byte[] Stream => [0, 0, 0, 0, 0, 0, 1, 2, .. "rest"u8];

    internal override string[] Expected => ["rest"];

    internal override bool IsStreaming => false;

    internal override IPreprocessor Create() => new IngestNsPreprocessor();

    [Fact]
    public void The_first_bytes_are_the_ingest_time() => Assert.Equal(258ul, Assert.Single(new Pieces().Through(Create(), Stream).All).IngestNs);

    [Fact]
    public void A_piece_that_is_too_short_is_an_error() =>
        Assert.Equal(["<Extract Ingest Ts Preprocessor: < 8 byte>"], new Pieces().Through(Create(), "1234567").Texts);
}

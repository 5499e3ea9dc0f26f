using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Runtime.Sources;
using Tremor.Dataflow.Engine.Runtime.Sources.Decoding;

namespace Tremor.Dataflow.Tests.Engine.Runtime.Sources;

public sealed class DueStreamsTests
{
    [Fact]
    public void Streams_that_are_forgotten_leave_the_queue()
    {
        var due = new DueStreams();
        var kept = new SourceStream(0, new Waiting(5000), null!);
        due.Note(kept);
        for (var id = 1UL; id <= 10_000; id++)
        {
            var stream = new SourceStream(id, new Waiting(10_000), null!);
            due.Note(stream);
            due.Forget(stream);
            Assert.InRange(due.Count, 1, 200);
        }

        Assert.Equal((kept, 5000L), due.Next());
    }

    private sealed class Waiting(long due) : IStreamDecoder
    {
        public bool HoldsData => true;

        public long? DueNs => due;

        public void Decode(in Piece chunk, StreamEvents output) => throw new NotSupportedException();

        public void OnDue(ulong nowNs, StreamEvents output) => throw new NotSupportedException();

        public void Finish(ulong nowNs, StreamEvents output) => throw new NotSupportedException();

        public IStreamDecoder Continue(ICodec codec) => throw new NotSupportedException();

        public void Discard()
        {
        }
    }
}

using System.Text;
using Tremor.Dataflow.Host.Flows;
using Tremor.Dataflow.Host.Process;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Host;

/// <summary>The line at the foot of a terminal, and what else is written there.</summary>
public sealed class StatusLineTests
{
    private const string Erase = "\r\e[K";

    private readonly MemoryStream _terminal = new();
    private readonly StatusLine _status;
    private readonly Stream _output;

    public StatusLineTests()
    {
        _status = new StatusLine(_terminal);
        _output = _status.Around(_terminal);
    }

    [Fact]
    public void It_gives_way_to_what_is_written()
    {
        _status.Show("10 %");
        Write("event\n");
        _status.Show("20 %");
        _status.Erase();
        _status.Erase();
        Assert.Equal($"{Erase}10 %{Erase}event\n{Erase}20 %{Erase}", Seen());
    }

    [Fact]
    public void It_never_takes_the_place_of_a_line_that_is_not_finished()
    {
        Write("half a line");
        _status.Show("10 %");
        _output.Write("!\n"u8.ToArray(), 0, 2);
        _status.Show("20 %");
        Assert.Equal($"half a line!\n{Erase}20 %", Seen());
    }

    [Fact]
    public void It_is_cut_to_one_line_of_the_terminal()
    {
        _status.Show(new string('x', 10_000));
        Assert.InRange(Seen().Length, 2, 1000);
    }

    [Fact]
    public void A_terminal_that_has_hung_up_ends_nothing()
    {
        var status = new StatusLine(new HungUp());
        status.Show("10 %");
        status.Around(_terminal).Write("event\n"u8);
        status.Show("20 %");
        status.Erase();
        Assert.Equal("event\n", Seen());
    }

    [Fact]
    public async Task Progress_that_cannot_be_told_ends_nothing()
    {
        var error = new MemoryStream();
        using var process = new HostProcess(Stream.Null, Stream.Null, error) { Status = _status, Time = new VirtualTime() };
        await using (ProgressLine.Start(process, static () => throw new OverflowException("too much")))
        {
        }

        Assert.Equal("no progress is shown any more: too much\n", Encoding.UTF8.GetString(error.ToArray()));
    }

    private sealed class HungUp : WriteOnlyStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("Input/output error");

        public override void Flush() => throw new IOException("Input/output error");
    }

    private void Write(string text) => _output.Write(Encoding.UTF8.GetBytes(text));

    private string Seen() => Encoding.UTF8.GetString(_terminal.ToArray());
}

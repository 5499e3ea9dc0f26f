using System.Runtime.InteropServices;

namespace Tremor.Dataflow.Host.Process;

/// <summary>
/// The line at the foot of a terminal that is written over and over. What else goes to the terminal (<see cref="Around"/>) takes its place first, and it comes
/// back only behind a whole line. From any thread.
/// </summary>
internal sealed partial class StatusLine(Stream terminal)
{
    private const int DefaultColumns = 80;
    private const int StandardError = 2;
    private const nuint GetWindowSize = 0x5413; // TIOCGWINSZ of Linux

    private static readonly byte[] s_erase = "\r\e[K"u8.ToArray();

    private readonly MessageStream _terminal = new(terminal); // one that hangs up ends nothing
    private readonly Lock _lock = new();

    // Guarded by _lock.
    private bool _isShown;
    private bool _isInsideLine;

    /// <summary>Shows one line in place of the last one, cut to the width of the terminal.</summary>
    public void Show(string text)
    {
        var columns = Columns() - 1;
        var line = text.Length > columns ? text[..columns] : text;
        lock (_lock)
        {
            if (_isInsideLine) return;
            _terminal.Write([.. s_erase, .. System.Text.Encoding.UTF8.GetBytes(line)]);
            _terminal.Flush();
            _isShown = true;
        }
    }

    public void Erase()
    {
        lock (_lock) EraseShown();
    }

    /// <summary>A stream of the same terminal whose writes do not mix with the line.</summary>
    public Stream Around(Stream stream) => new Guarded(this, stream);

    private static int Columns() =>
        OperatingSystem.IsLinux() && IoControl(StandardError, GetWindowSize, out var size) == 0 && size.Columns > 1 ? size.Columns : DefaultColumns;

    private void EraseShown()
    {
        if (!_isShown) return;
        _isShown = false;
        _terminal.Write(s_erase);
        _terminal.Flush();
    }

    private void Write(Stream stream, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return;
        lock (_lock)
        {
            EraseShown();
            stream.Write(bytes);
            _isInsideLine = bytes[^1] != (byte)'\n';
        }
    }

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int IoControl(int descriptor, nuint request, out WindowSize size);

    private struct WindowSize
    {
        public ushort Rows;
        public ushort Columns;
        public ushort Width;
        public ushort Height;
    }

    private sealed class Guarded(StatusLine line, Stream inner) : WriteOnlyStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => line.Write(inner, buffer);

        public override void Flush() => inner.Flush();
    }
}

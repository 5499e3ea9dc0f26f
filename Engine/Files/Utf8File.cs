using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Tremor.Dataflow.Engine.Diagnostics;

namespace Tremor.Dataflow.Engine.Files;

/// <summary>A text is not UTF-8.</summary>
public sealed class NotUtf8Exception : FormatException
{
    /// <summary>So many bytes behind the first wrong one are shown.</summary>
    private const int Shown = 200;

    private readonly string _text; // up to the first wrong byte, and a little more
    private readonly int _index; // of that byte, which is one character
    private readonly string? _isOf; // the encoding that it is of, where that is known

    /// <param name="bytes">Without a byte order mark.</param>
    /// <param name="valid">How many of them are text.</param>
    /// <param name="start">Offset of the first of them.</param>
    internal NotUtf8Exception(ReadOnlySpan<byte> bytes, int valid, int start)
        : base($"the byte at offset {start + valid} is not UTF-8")
    {
        Offset = start + valid;
        if (OtherEncoding(bytes) is { } other)
        {
            // The first line as it is meant, without the mark.
            _isOf = other.Name;
            _text = other.Encoding.GetString(bytes[..Math.Min(bytes.Length, Shown)]).TrimStart('\uFEFF').Split('\n')[0];
            (Line, Column, Hint) = (1, 1, $"it is {other.Name}: save it as UTF-8");
            return;
        }

        var before = Encoding.UTF8.GetString(bytes[..valid]);
        _index = before.Length;
        _text = before + Encoding.UTF8.GetString(bytes.Slice(valid, Math.Min(bytes.Length - valid, Shown)));
        var place = new SourceText("", _text).PositionAt(_index);
        (Line, Column) = (place.Line, place.Column);
        Hint = bytes switch
        {
            [0x1F, 0x8B, ..] => "it is compressed with gzip: decompress it",
            [0x50, 0x4B, ..] => "it is a zip archive: unpack it",
            _ => "save it as UTF-8",
        };
    }

    /// <summary>The 0-based offset of the first byte that cannot be decoded.</summary>
    public int Offset { get; }

    /// <summary>The line that it is in, from 1.</summary>
    public int Line { get; }

    /// <summary>Its column, from 1, in Unicode scalar values.</summary>
    public int Column { get; }

    /// <summary>What the file is instead, by its first bytes, and what to do.</summary>
    public string Hint { get; }

    /// <summary>The encoding that text is of by its byte order mark, or by the zeros of its first letters, which no definition begins with; null for any other.</summary>
    internal static (Encoding Encoding, string Name)? OtherEncoding(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xFF, 0xFE, 0, 0, ..] or [> 0, 0, 0, 0, ..] => (Encoding.UTF32, "UTF-32"),
        [0, 0, 0xFE, 0xFF, ..] or [0, 0, 0, > 0, ..] => (new UTF32Encoding(bigEndian: true, byteOrderMark: true), "UTF-32"),
        [0xFF, 0xFE, ..] or [> 0, 0, > 0, 0, ..] => (Encoding.Unicode, "UTF-16"),
        [0xFE, 0xFF, ..] or [0, > 0, 0, > 0, ..] => (Encoding.BigEndianUnicode, "UTF-16"),
        _ => null,
    };

    /// <summary>The finding, at its place in the text.</summary>
    /// <param name="name">The name of the file as messages show it.</param>
    /// <param name="code">The kind of the finding.</param>
    public Diagnostic ToDiagnostic(string name, string code)
    {
        var source = new SourceText(name, _text);
        return new()
        {
            Severity = Severity.Error,
            Code = code,
            Message = $"{name} is not UTF-8 text: {(_isOf is null ? $"the byte at offset {Offset} cannot be decoded" : $"it is {_isOf}")}",
            Span = new(source, source.PositionAt(_index), source.PositionAt(Math.Min(_index + 1, _text.Length))),
            Hint = _isOf is null ? Hint : "save it as UTF-8",
        };
    }
}

/// <summary>Files that hold definitions: flows, scripts, modules, secrets.</summary>
public static class Utf8File
{
    /// <summary>The bytes that a file may have at most, so that one without an end is an error and not the end of the memory.</summary>
    public const int MaxLength = 256 * 1024 * 1024;

    private const int TooManyOpenInSystem = 23; // ENFILE
    private const int TooManyOpenInProcess = 24; // EMFILE

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    /// <summary>The text of a file, without the byte order mark that it may begin with.</summary>
    /// <param name="path">The file.</param>
    /// <param name="waiting">
    /// Told when a pipe or device has not come to its end for a second. Null: only regular files are read, since any other may keep who reads it waiting for ever.
    /// </param>
    /// <exception cref="NotUtf8Exception">It is not UTF-8.</exception>
    /// <exception cref="IOException">
    /// It cannot be read, which <see cref="UnauthorizedAccessException"/> may say as well; or it is longer than <see cref="MaxLength"/>.
    /// </exception>
    public static string Read(string path, Action? waiting = null)
    {
        if (!FileIdentity.IsPipeOrDevice(path)) return Decode(ReadBytes(path).Span);
        if (waiting is null) throw new IOException("it is a pipe or a device, and only regular files are read");
        var reading = Task.Run(() => ReadBytes(path));
        if (Task.WaitAny([reading], s_patience) < 0) waiting();
        return Decode(reading.GetAwaiter().GetResult().Span);
    }

    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        var start = bytes.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        var content = bytes[start..];
        // Most of it would be UTF-8 of many zeros.
        if (NotUtf8Exception.OtherEncoding(bytes) is not null) throw new NotUtf8Exception(bytes, 0, 0);
        var text = new char[content.Length];
        if (Utf8.ToUtf16(content, text, out var read, out var written, replaceInvalidSequences: false) != OperationStatus.Done)
            throw new NotUtf8Exception(content, read, start);
        return new string(text, 0, written);
    }

    private static ReadOnlyMemory<byte> ReadBytes(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            var expected = file.CanSeek ? file.Length : 0;
            if (expected > MaxLength) throw TooLong();
            var bytes = new byte[Math.Max((int)expected + 1, 4096)];
            var length = 0;
            while (file.Read(bytes, length, bytes.Length - length) is > 0 and var read)
            {
                length += read;
                if (length > MaxLength) throw TooLong();
                if (length == bytes.Length) Array.Resize(ref bytes, (int)Math.Min(2L * length, MaxLength + 1L));
            }

            return bytes.AsMemory(0, length);
        }
        catch (UnauthorizedAccessException) when (Directory.Exists(path))
        {
            throw new IOException("it is a directory");
        }
        catch (IOException e) when (OperatingSystem.IsLinux() && e.HResult is TooManyOpenInProcess or TooManyOpenInSystem)
        {
            throw new IOException("out of file descriptors: too many files are open (ulimit -n)", e);
        }
        catch (OutOfMemoryException e)
        {
            throw new IOException("it is larger than the memory that there is", e);
        }
    }

    private static IOException TooLong() => new($"it is longer than {MaxLength / (1024 * 1024)} MiB, which is the most for a definition");
}

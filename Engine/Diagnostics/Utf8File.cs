using System.Text;
using System.Text.Unicode;

namespace Tremor.Dataflow.Engine.Diagnostics;

/// <summary>A text is not UTF-8.</summary>
public sealed class NotUtf8Exception(int offset, int line) : FormatException($"the byte at offset {offset}, in line {line}, is not UTF-8")
{
    /// <summary>The 0-based offset of the first byte that cannot be decoded.</summary>
    public int Offset => offset;

    /// <summary>The line that it is in, from 1.</summary>
    public int Line => line;
}

/// <summary>Files that hold definitions.</summary>
public static class Utf8File
{
    /// <summary>The text of a file, without the byte order mark that it may begin with.</summary>
    /// <exception cref="NotUtf8Exception">It is not UTF-8.</exception>
    /// <exception cref="IOException">It cannot be read, which <see cref="UnauthorizedAccessException"/> may say as well.</exception>
    public static string Read(string path)
    {
        ReadOnlySpan<byte> bytes = File.ReadAllBytes(path);
        var start = bytes.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        var text = new char[bytes.Length - start];
        if (Utf8.ToUtf16(bytes[start..], text, out var read, out var written, replaceInvalidSequences: false) != System.Buffers.OperationStatus.Done)
            throw new NotUtf8Exception(start + read, 1 + bytes[..(start + read)].Count((byte)'\n'));
        return new string(text, 0, written);
    }
}

using System.Runtime.InteropServices;

namespace Tremor.Dataflow.Connectors.Compression;

/// <summary>The encoder of liblzma, where it is installed: no managed library writes xz.</summary>
internal static unsafe class LibLzma
{
    private const int CheckCrc64 = 4;
    private const int Ok = 0, StreamEnd = 1;

    private static readonly string[] s_names =
        OperatingSystem.IsWindows() ? ["liblzma.dll"] : OperatingSystem.IsMacOS() ? ["liblzma.5.dylib"] : ["liblzma.so.5"];

    private static readonly nint s_library = Load();
    private static readonly delegate* unmanaged<Coder*, uint, int, int> s_easyEncoder =
        (delegate* unmanaged<Coder*, uint, int, int>)Export("lzma_easy_encoder");

    private static readonly delegate* unmanaged<Coder*, int, int> s_code = (delegate* unmanaged<Coder*, int, int>)Export("lzma_code");
    private static readonly delegate* unmanaged<Coder*, void> s_end = (delegate* unmanaged<Coder*, void>)Export("lzma_end");

    /// <summary>Why xz cannot be written; null when it can.</summary>
    public static string? Missing => s_library != 0
        ? null
        : $"xz2 can be read, but to write it takes the library {s_names[0]}, which is not installed (in Debian: liblzma5)";

    /// <summary>Begins a stream. What it gives is freed by <see cref="End"/>.</summary>
    /// <param name="level">0 to 9.</param>
    public static Coder* Begin(int level)
    {
        if (Missing is { } reason) throw new NotSupportedException(reason);
        var coder = (Coder*)NativeMemory.AllocZeroed((nuint)sizeof(Coder));
        var result = s_easyEncoder(coder, (uint)level, CheckCrc64);
        if (result == Ok) return coder;
        End(coder);
        throw new InvalidOperationException($"liblzma refuses level {level} with error {result}");
    }

    /// <summary>One step.</summary>
    /// <param name="isLast">No more input will come.</param>
    /// <returns>Whether the stream is complete.</returns>
    public static bool Step(Coder* coder, bool isLast)
    {
        const int Run = 0, Finish = 3;
        var result = s_code(coder, isLast ? Finish : Run);
        return result is Ok or StreamEnd ? result == StreamEnd : throw new InvalidOperationException($"liblzma fails with error {result}");
    }

    public static void End(Coder* coder)
    {
        s_end(coder);
        NativeMemory.Free(coder);
    }

    private static nint Load()
    {
        foreach (var name in s_names)
            if (NativeLibrary.TryLoad(name, out var library)) return library;
        return 0;
    }

    private static nint Export(string name) => s_library == 0 ? 0 : NativeLibrary.GetExport(s_library, name);

    /// <summary><c>lzma_stream</c> of lzma/base.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Coder
    {
        public byte* NextIn;
        public nuint AvailableIn;
        public ulong TotalIn;
        public byte* NextOut;
        public nuint AvailableOut;
        public ulong TotalOut;
        private readonly nint _allocator, _internal, _reserved1, _reserved2, _reserved3, _reserved4;
        private readonly ulong _seek, _reserved5;
        private readonly nuint _reserved6, _reserved7;
        private readonly int _reserved8, _reserved9;
    }
}

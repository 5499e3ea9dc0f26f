using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Tremor.Dataflow.Perf.Simdjson;

/// <summary>
/// simdjson's DOM parser (C++), for comparison in one process: compiled on demand with g++ against Debian's libsimdjson-dev, whose
/// DOM picks the best kernel at run time.
/// </summary>
internal sealed unsafe class SimdjsonLibrary
{
    private readonly delegate* unmanaged<void*, byte*, nuint, int> _parse;
    private readonly delegate* unmanaged<void*, byte*, nuint, int> _parseLines;
    private readonly void* _parser;

    private SimdjsonLibrary(nint library)
    {
        _parse = (delegate* unmanaged<void*, byte*, nuint, int>)NativeLibrary.GetExport(library, "bridge_parse");
        _parseLines = (delegate* unmanaged<void*, byte*, nuint, int>)NativeLibrary.GetExport(library, "bridge_parse_lines");
        _parser = ((delegate* unmanaged<void*>)NativeLibrary.GetExport(library, "bridge_new"))();
        Implementation = Marshal.PtrToStringUTF8((nint)((delegate* unmanaged<byte*>)NativeLibrary.GetExport(library, "bridge_implementation"))())!;
    }

    /// <summary>The kernel that it runs on.</summary>
    public string Implementation { get; }

    /// <summary>The library; null, with the reason on the console, where compiler or library are missing.</summary>
    public static SimdjsonLibrary? Load()
    {
        var source = Path.Combine(AppContext.BaseDirectory, "Simdjson", "bridge.cpp");
        var target = Path.Combine(AppContext.BaseDirectory, "Simdjson", "libbridge.so");
        try
        {
            if (!File.Exists(target)) Compile(source, target);
            return new SimdjsonLibrary(NativeLibrary.Load(target));
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception or DllNotFoundException)
        {
            Console.WriteLine($"without simdjson (wants g++ and libsimdjson-dev): {e.Message}");
            return null;
        }
    }

    /// <summary>Whether a document is JSON; 64 bytes behind it are readable.</summary>
    public bool Parse(ReadOnlySpan<byte> text)
    {
        fixed (byte* start = text) return _parse(_parser, start, (nuint)text.Length) == 0;
    }

    /// <summary>How many lines are no JSON.</summary>
    public int ParseLines(ReadOnlySpan<byte> text)
    {
        fixed (byte* start = text) return _parseLines(_parser, start, (nuint)text.Length);
    }

    private static void Compile(string source, string target)
    {
        using var compiler = Process.Start(new ProcessStartInfo("g++", ["-O3", "-march=native", "-shared", "-fPIC", source, "-lsimdjson", "-o", target])
        {
            RedirectStandardError = true,
        })!;
        var errors = compiler.StandardError.ReadToEnd();
        compiler.WaitForExit();
        if (compiler.ExitCode != 0) throw new InvalidOperationException(errors.Split('\n')[0]);
    }
}

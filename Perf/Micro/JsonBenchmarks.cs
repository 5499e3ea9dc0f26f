using System.Buffers;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values.Store;

namespace Tremor.Dataflow.Perf.Micro;

/// <summary>Tokenizer by file and width, parser and writer, with System.Text.Json beside ours.</summary>
[MemoryDiagnoser]
public unsafe class JsonBenchmarks
{
    private readonly ArrayBufferWriter<byte> _output = new(1 << 22);
    private readonly JsonParser _parser = new();
    private byte[] _text = [];
    private PooledBuffer _buffer = null!;
    private uint[] _positions = [];
    private uint[] _dirt = [];

    [Params("json/twitter.json", "json/canada.json", "json/citm_catalog.json", "json/github_events.json")]
    public string File { get; set; } = "";

    [GlobalSetup]
    public void Read()
    {
        _text = Inputs.Read(File) ?? throw new InvalidOperationException($"{File} is not beside the checkout");
        _buffer = PooledBuffer.CopyOf(_text);
        _positions = new uint[_text.Length + StructuralScan.Slack];
        _dirt = new uint[StructuralScan.DirtFor(_text.Length)];
    }

    [Benchmark]
    public int Tokens_512() => Tokens(ScanWidth.Vector512);

    [Benchmark]
    public int Tokens_256() => Tokens(ScanWidth.Vector256);

    [Benchmark]
    public int Tokens_128() => Tokens(ScanWidth.Vector128);

    [Benchmark]
    public int Tokens_scalar() => Tokens(ScanWidth.Scalar);

    [Benchmark]
    public void Parse() => Parse(write: false);

    [Benchmark]
    public void Parse_and_write() => Parse(write: true);

    [Benchmark(Baseline = true)]
    public void Framework_parse() => JsonDocument.Parse(_text).Dispose();

    [Benchmark]
    public void Framework_parse_and_write()
    {
        _output.ResetWrittenCount();
        using var document = JsonDocument.Parse(_text);
        using var writer = new Utf8JsonWriter(_output);
        document.WriteTo(writer);
    }

    private int Tokens(ScanWidth width)
    {
        if (!StructuralScan.IsSupported(width)) return 0;
        fixed (byte* text = _buffer.Array)
        fixed (uint* positions = _positions)
        fixed (uint* dirt = _dirt)
            return StructuralScan.Run(width, text, _text.Length, 0, lines: false, positions, dirt).Count;
    }

    private void Parse(bool write)
    {
        var store = JsonStore.Rent(_buffer, _parser.Shapes);
        if (_parser.Parse(store, _buffer.Array, 0, _text.Length, out var value, out _) is { } reason) throw new InvalidDataException(reason);
        if (write)
        {
            _output.ResetWrittenCount();
            JsonText.Write(value, _output);
        }

        store.Release();
    }
}

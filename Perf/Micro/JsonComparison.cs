using System.Buffers;
using System.Diagnostics;
using System.Text.Json;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Engine.Values.Store;
using Tremor.Dataflow.Engine.Values.Writing;
using Tremor.Dataflow.Perf.Simdjson;

namespace Tremor.Dataflow.Perf.Micro;

/// <summary>
/// Our parser and writer beside System.Text.Json and simdjson, interleaved in one run, best of several rounds: quick enough to be
/// run before and after a change. <c>dotnet run -c Release --project Perf -- json [rounds] [part of a file's name] [part of a variant's name]</c>
/// </summary>
/// <remarks>
/// The comparison is fair: every variant checks all of the text, keeps its memory from round to round and reads padded input where it lies
/// ("input copied" says so). Lines are parsed one JSON text each; JsonDocument and simdjson are called line by line, ours gets a chunk,
/// which is how events arrive. Not alike is what is left behind: simdjson's DOM holds unescaped copies of strings and parsed numbers;
/// ours and JsonDocument hold offsets and unescape or parse when a value is read.
/// "write built values" is writing alone, of records, arrays, texts and numbers as a script makes them: no byte of what came in is there to be
/// copied. Of lines it writes the events of one chunk over and over, as those that a script has just made are at hand; its GB/s are of what came in.
/// </remarks>
internal static class JsonComparison
{
    private const int ChunkLength = 60_000;
    private const int TotalLength = 8 << 20;

    private static string s_variants = "";

    public static int Run(string[] arguments)
    {
        var rounds = arguments.Length > 0 ? int.Parse(arguments[0]) : 7;
        var only = arguments.Length > 1 ? arguments[1] : "";
        s_variants = arguments.Length > 2 ? arguments[2] : "";
        var simdjson = SimdjsonLibrary.Load();
        Console.WriteLine($"widest path {StructuralScan.Widest}; simdjson {simdjson?.Implementation ?? "none"}; best of {rounds} rounds");
        foreach (var path in (string[])["bench/log_events.ndjson", "bench/numbers.ndjson", "json/amazon_cellphones.ndjson", "logs/nginxplus_status.ndjson"])
            if (path.Contains(only)) RunLines(path, rounds, simdjson);
        foreach (var path in (string[])["json/twitter.json", "json/canada.json", "json/citm_catalog.json", "json/github_events.json"])
            if (path.Contains(only)) RunFile(path, rounds, simdjson);
        return 0;
    }

    private static void RunLines(string path, int rounds, SimdjsonLibrary? simdjson)
    {
        if (Inputs.Read(path) is not { } lines)
        {
            Console.WriteLine($"{path}: not there, skipped");
            return;
        }

        var chunks = Inputs.Chunks(lines, ChunkLength, TotalLength);
        var buffers = chunks.ConvertAll(static chunk => PooledBuffer.CopyOf(chunk));
        var total = chunks.Sum(static chunk => (long)chunk.Length);
        var events = chunks.Sum(static chunk => (long)chunk.AsSpan().Count((byte)'\n'));
        var decoder = new JsonDecoder();
        var output = new ArrayBufferWriter<byte>(1 << 17);
        var sink = new Sink();
        var built = new List<Value>();
        Build(decoder, buffers[0], sink, built);
        var runs = new List<Variant>
        {
            new("parse", () => EachBuffer(buffers, buffer => Decode(decoder, buffer, sink, null))),
            new("parse, input copied", () => EachChunk(chunks, chunk =>
            {
                var buffer = PooledBuffer.CopyOf(chunk);
                Decode(decoder, buffer, sink, null);
                buffer.Release();
            })),
            new("write built values", () => EachBuffer(buffers, _ => WriteAll(built, output))),
            new("parse + write untouched", () => EachBuffer(buffers, buffer => Decode(decoder, buffer, sink, output))),
            new("parse + write, one field set", () => EachBuffer(buffers, buffer => Decode(decoder, buffer, sink, output, change: true))),
            new(
                "parse + write all anew",
                () => EachBuffer(buffers, buffer => Decode(decoder, buffer, sink, output, JsonStyle.BytesAsNumbers | JsonStyle.Pretty))),
            new("System.Text.Json JsonDocument", () => EachChunk(chunks, static chunk => Framework(chunk, null))),
            new("System.Text.Json + WriteTo", () => EachChunk(chunks, chunk => Framework(chunk, output))),
        };
        foreach (var width in Enum.GetValues<ScanWidth>().Where(StructuralScan.IsSupported)) runs.Insert(0, Tokenize(width, buffers, lines: true));
        if (simdjson is not null) runs.Add(new("simdjson DOM", () => EachBuffer(buffers, buffer => simdjson.ParseLines(buffer.Span))));
        Report(path, runs, rounds, total, events);
        buffers.ForEach(static buffer => buffer.Release());
    }

    private static void RunFile(string path, int rounds, SimdjsonLibrary? simdjson)
    {
        if (Inputs.Read(path) is not { } text)
        {
            Console.WriteLine($"{path}: not there, skipped");
            return;
        }

        var repeats = Math.Max(1, (4 << 20) / text.Length);
        var buffer = PooledBuffer.CopyOf(text);
        var buffers = Enumerable.Repeat(buffer, repeats).ToList();
        var parser = new JsonParser();
        var output = new ArrayBufferWriter<byte>(text.Length * 2);
        var built = new List<Value> { BuiltValue.Of(JsonText.Parse(text.AsSpan())) };
        var runs = new List<Variant>
        {
            new("parse", () => EachBuffer(buffers, _ => ParseFile(parser, buffer, null))),
            new("parse + write", () => EachBuffer(buffers, _ => ParseFile(parser, buffer, output))),
            new("write built values", () => EachBuffer(buffers, _ => WriteAll(built, output))),
            new("System.Text.Json JsonDocument", () => EachBuffer(buffers, _ => JsonDocument.Parse(text).Dispose())),
            new("System.Text.Json + WriteTo", () => EachBuffer(buffers, _ =>
            {
                output.ResetWrittenCount();
                using var document = JsonDocument.Parse(text);
                using var writer = new Utf8JsonWriter(output);
                document.WriteTo(writer);
            })),
        };
        foreach (var width in Enum.GetValues<ScanWidth>().Where(StructuralScan.IsSupported)) runs.Insert(0, Tokenize(width, buffers, lines: false));
        if (simdjson is not null) runs.Add(new("simdjson DOM", () => EachBuffer(buffers, _ => simdjson.Parse(buffer.Span))));
        Report(path, runs, rounds, (long)text.Length * repeats, repeats);
        buffer.Release();
    }

    private static unsafe Variant Tokenize(ScanWidth width, List<PooledBuffer> buffers, bool lines)
    {
        var longest = buffers.Max(static buffer => buffer.Length);
        var positions = new uint[longest + StructuralScan.Slack];
        var dirt = new uint[StructuralScan.DirtFor(longest)];
        return new($"tokens, {width}", () => EachBuffer(buffers, buffer =>
        {
            fixed (byte* text = buffer.Array)
            fixed (uint* output = positions)
            fixed (uint* blocks = dirt)
                StructuralScan.Run(width, text, buffer.Length, 0, lines, output, blocks);
        }));
    }

    private static void Decode(
        JsonDecoder decoder, PooledBuffer buffer, Sink sink, ArrayBufferWriter<byte>? output, JsonStyle style = JsonStyle.Compact,
        bool change = false)
    {
        sink.Output = output;
        sink.Style = style;
        sink.Change = change;
        output?.ResetWrittenCount();
        decoder.DecodeLines(new Piece(buffer, 0, buffer.Length, Value.EmptyRecord, 0), (byte)'\n', sink);
        sink.Memory!.Release();
    }

    private static void Build(JsonDecoder decoder, PooledBuffer buffer, Sink sink, List<Value> built)
    {
        sink.Built = built;
        Decode(decoder, buffer, sink, null);
        sink.Built = null;
    }

    private static void WriteAll(List<Value> values, ArrayBufferWriter<byte> output)
    {
        output.ResetWrittenCount();
        foreach (var value in values) JsonText.Write(value, output);
    }

    private static void ParseFile(JsonParser parser, PooledBuffer buffer, ArrayBufferWriter<byte>? output)
    {
        var store = JsonStore.Rent(buffer, parser.Shapes);
        if (parser.Parse(store, buffer.Array, 0, buffer.Length, out var value, out _) is { } reason) throw new InvalidDataException(reason);
        if (output is not null)
        {
            output.ResetWrittenCount();
            JsonText.Write(value, output);
        }

        store.Release();
    }

    private static void Framework(byte[] chunk, ArrayBufferWriter<byte>? output)
    {
        using var writer = output is null ? null : new Utf8JsonWriter(output);
        output?.ResetWrittenCount();
        for (var at = 0; at < chunk.Length;)
        {
            var length = chunk.AsSpan(at).IndexOf((byte)'\n');
            using var document = JsonDocument.Parse(chunk.AsMemory(at, length));
            if (writer is not null)
            {
                document.WriteTo(writer);
                writer.Flush();
                writer.Reset();
            }

            at += length + 1;
        }
    }

    private static void EachBuffer(List<PooledBuffer> buffers, Action<PooledBuffer> run)
    {
        foreach (var buffer in buffers) run(buffer);
    }

    private static void EachChunk(List<byte[]> chunks, Action<byte[]> run)
    {
        foreach (var chunk in chunks) run(chunk);
    }

    private static void Report(string path, List<Variant> variants, int rounds, long bytes, long events)
    {
        variants = variants.FindAll(static variant => variant.Name.Contains(s_variants));
        for (var round = 0; round < rounds + 2; round++)
        {
            foreach (var variant in variants)
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                var watch = Stopwatch.GetTimestamp();
                variant.Run();
                var took = Stopwatch.GetElapsedTime(watch).TotalNanoseconds;
                if (round < 2) continue;
                variant.Best = Math.Min(variant.Best, took);
                variant.Allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            }
        }

        Console.WriteLine();
        Console.WriteLine($"{path,-32}{"GB/s",8}{"ns/event",12}{"B/event",10}");
        foreach (var variant in variants)
            Console.WriteLine($"  {variant.Name,-30}{bytes / variant.Best,8:0.00}{variant.Best / events,12:0.0}{(double)variant.Allocated / events,10:0.0}");
    }

    private sealed class Variant(string name, Action run)
    {
        public string Name => name;

        public Action Run => run;

        public double Best { get; set; } = double.MaxValue;

        public long Allocated { get; set; }
    }

    /// <summary>Holds the memory, and writes each value at once if told where.</summary>
    private sealed class Sink : IDecodeOutput
    {
        private static readonly FieldName s_field = new("type");
        private static readonly Value s_value = Engine.Values.Value.From("changed");

        public ArrayBufferWriter<byte>? Output { get; set; }

        public JsonStyle Style { get; set; }

        public List<Value>? Built { get; set; }

        public bool Change { get; set; }

        public IBatchMemory? Memory { get; private set; }

        public void Attach(IBatchMemory memory)
        {
            memory.Retain();
            Memory = memory;
        }

        public void Value(Value value)
        {
            Built?.Add(BuiltValue.Of(value));
            if (Output is not null) JsonText.Write(Change && value.IsRecord ? value.With(s_field, s_value) : value, Output, Style);
        }

        public void Error(string text) => throw new InvalidDataException(text);
    }
}

using System.Buffers;
using System.Diagnostics;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Perf.EndToEnd;
using Tremor.Dataflow.Script.Compiler;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Interpreter;

namespace Tremor.Dataflow.Perf.Micro;

/// <summary>
/// The scripts of <see cref="ScriptSample"/>, interleaved, best and median of several rounds: alone on decoded events, and with decoding and
/// encoding. <c>dotnet run -c Release --project Perf -- script [rounds] [part of a name]</c>
/// </summary>
internal static class ScriptComparison
{
    /// <summary>How many rounds come before those that count, at least, and how long they take at least: code is compiled for good in the background.</summary>
    private const int WarmUps = 4;
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(4);

    /// <summary>How long a round of one script about takes.</summary>
    private const double RoundNs = 1e6;

    public static int Run(string[] arguments)
    {
        var rounds = arguments.Length > 0 ? int.Parse(arguments[0]) : 40;
        var only = arguments.Length > 1 ? arguments[1] : "";
        var lines = Inputs.Read("bench/log_events.ndjson") ?? LogEvents.Generate(100);
        var buffer = PooledBuffer.CopyOf(lines);
        var sink = new Decoded();
        new JsonDecoder().DecodeLines(new Piece(buffer, 0, buffer.Length, Value.EmptyRecord, 0), (byte)'\n', sink);
        var runs = ScriptSample.All.Where(s => s.Name.Contains(only, StringComparison.Ordinal)).Select(s => new Measured(s, sink.Values, lines)).ToList();
        var start = Stopwatch.GetTimestamp();
        for (var round = 0; round < WarmUps || Stopwatch.GetElapsedTime(start) < s_warmUp; round++)
            foreach (var run in runs) run.Round(isCounted: false);
        for (var round = 0; round < rounds; round++)
            foreach (var run in runs) run.Round(isCounted: true);

        Console.WriteLine("nanoseconds an event, best and median; `whole` with decoding and encoding; `peer` is System.Text.RegularExpressions");
        Console.WriteLine($"{"script",-36}{"best",9}{"median",9}{"to reach",10}{"reference",11}{"B/event",9}{"whole",8}{"MB/s",8}{"peer",8}");
        foreach (var run in runs) Console.WriteLine(run.Line(lines.Length / (double)sink.Values.Count));
        return 0;
    }

    /// <summary>Times of the rounds of one piece of work, by the event.</summary>
    private sealed class Times
    {
        private readonly List<double> _all = [];

        public double Best => _all.Min();

        public double Median => _all.Order().ElementAt(_all.Count / 2);

        public bool Any => _all.Count > 0;

        /// <summary>How often to do the work in a round; found in the first ones.</summary>
        public int Repeats { get; private set; } = 100;

        public void Add(long start, int events, bool isCounted)
        {
            var perEvent = Stopwatch.GetElapsedTime(start).TotalNanoseconds / events;
            if (isCounted) _all.Add(perEvent);
            else Repeats = (int)Math.Clamp(RoundNs / perEvent * Repeats / events, 1, 200_000);
        }
    }

    private sealed class Measured
    {
        private readonly ScriptSample _sample;
        private readonly ScriptInstance _instance;
        private readonly List<Value> _events;
        private readonly byte[] _lines;
        private readonly JsonDecoder _decoder = new();
        private readonly ArrayBufferWriter<byte> _output = new(1 << 17);
        private readonly Action<byte[]>? _peer;
        private readonly byte[][] _texts;
        private readonly Times _alone = new();
        private readonly Times _whole = new();
        private readonly Times _peers = new();
        private Value _state; // as the round before left it
        private double _allocated;

        public Measured(ScriptSample sample, List<Value> recorded, byte[] lines)
        {
            _sample = sample;
            _instance = Compile(sample.Text);
            _events = sample.Payloads is null ? recorded : [.. sample.Payloads.Select(JsonText.Parse)];
            _texts = [.. _events.Select(static e => e.Utf8.ToArray())];
            _peer = sample.Peer?.Invoke();
            _lines = lines;
            _state = sample.State?.Value ?? default;
        }

        public void Round(bool isCounted)
        {
            Alone(isCounted);
            if (_sample.Payloads is null) Whole(isCounted);
            if (_peer is not null) Peer(isCounted);
        }

        public string Line(double bytesPerEvent)
        {
            var whole = _whole.Any ? $"{_whole.Best,8:0}{bytesPerEvent / _whole.Best * 1000,8:0}" : new string(' ', 16);
            var peer = _peers.Any ? $"{_peers.Best,8:0}" : "";
            return $"{_sample.Name,-36}{_alone.Best,9:0.0}{_alone.Median,9:0.0}{Known(_sample.Target),10}{Known(_sample.Reference),11}{_allocated,9:0}{whole}{peer}".TrimEnd();
        }

        private static string Known(int nanoseconds) => nanoseconds == 0 ? "" : $"{nanoseconds}";

        private void Alone(bool isCounted)
        {
            var state = _state;
            var count = _alone.Repeats;
            var before = GC.GetAllocatedBytesForCurrentThread();
            var start = Stopwatch.GetTimestamp();
            for (int i = 0, at = 0; i < count; i++, at++)
            {
                if (at == _events.Count) at = 0;
                var data = _events[at];
                var meta = Value.EmptyRecord;
                if (_instance.Run(ref data, ref meta, ref state) == ScriptOutcome.Error)
                    throw new InvalidOperationException($"{_sample.Name}: {_instance.Error!.Message}");
            }

            if (_sample.State is not null) _state = state;
            _alone.Add(start, count, isCounted);
            _allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)count;
        }

        private void Whole(bool isCounted)
        {
            var start = Stopwatch.GetTimestamp();
            var count = 0;
            var sink = new Decoded();
            for (var repeat = 0; repeat < _whole.Repeats; repeat++)
            {
                var buffer = PooledBuffer.CopyOf(_lines);
                sink.Values.Clear();
                _decoder.DecodeLines(new Piece(buffer, 0, buffer.Length, Value.EmptyRecord, 0), (byte)'\n', sink);
                _output.ResetWrittenCount();
                var state = Value.Null;
                foreach (var payload in sink.Values)
                {
                    var data = payload;
                    var meta = Value.EmptyRecord;
                    _instance.Run(ref data, ref meta, ref state);
                    JsonText.Write(_instance.Value, _output);
                    count++;
                }

                sink.ReleaseMemory();
                buffer.Release();
            }

            _whole.Add(start, count, isCounted);
        }

        private void Peer(bool isCounted)
        {
            var count = _peers.Repeats;
            var start = Stopwatch.GetTimestamp();
            for (int i = 0, at = 0; i < count; i++, at++)
            {
                if (at == _texts.Length) at = 0;
                _peer!(_texts[at]);
            }

            _peers.Add(start, count, isCounted);
        }

        private static ScriptInstance Compile(string text)
        {
            var findings = new List<Diagnostic>();
            var script = ScriptCompiler.Compile(new SourceText("sample", text), new ScriptSurroundings { Modules = new DirectoryModules([]) }, findings);
            return script?.NewInstance(new CallContext()) ?? throw new InvalidOperationException($"{text}\n{DiagnosticRenderer.Render(findings[^1])}");
        }
    }

    private sealed class Decoded : IDecodeOutput
    {
        private readonly List<IBatchMemory> _memory = [];

        public List<Value> Values { get; } = [];

        public void Attach(IBatchMemory memory)
        {
            memory.Retain();
            _memory.Add(memory);
        }

        public void Value(Value value) => Values.Add(value);

        public void Error(string text) => throw new InvalidDataException(text);

        public void ReleaseMemory()
        {
            _memory.ForEach(static m => m.Release());
            _memory.Clear();
        }
    }
}

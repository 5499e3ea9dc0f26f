using System.Buffers;
using System.Diagnostics;
using Tremor.Dataflow.Engine.Buffers;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Compiler;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Interpreter;

namespace Tremor.Dataflow.Perf.Micro;

/// <summary>
/// The scripts of <see cref="ScriptSample"/> on recorded events, interleaved, best of several rounds; alone on decoded events, and with decoding
/// and encoding. <c>dotnet run -c Release --project Perf -- script [rounds] [part of a name]</c>
/// </summary>
internal static class ScriptComparison
{
    private const int EventsPerRound = 20_000;

    public static int Run(string[] arguments)
    {
        var rounds = arguments.Length > 0 ? int.Parse(arguments[0]) : 15;
        var only = arguments.Length > 1 ? arguments[1] : "";
        if (Inputs.Read("bench/log_events.ndjson") is not { } lines)
        {
            Console.WriteLine("bench/log_events.ndjson: not there");
            return 1;
        }

        var buffer = PooledBuffer.CopyOf(lines);
        var sink = new Decoded();
        new JsonDecoder().DecodeLines(buffer, 0, buffer.Length, (byte)'\n', sink);
        var runs = ScriptSample.All.Where(s => s.Name.Contains(only, StringComparison.Ordinal)).Select(s => new Measured(s, sink.Values)).ToList();
        for (var round = 0; round < rounds + 3; round++)
        {
            foreach (var run in runs) run.Alone(isWarmUp: round < 3);
            foreach (var run in runs)
                if (run.Sample.Payload is null) run.Whole(lines, isWarmUp: round < 3);
        }

        Console.WriteLine($"{"script",-26}{"ns/event",10}{"to reach",10}{"reference",11}{"B/event",9}{"whole ns",10}{"MB/s",8}");
        foreach (var run in runs) Console.WriteLine(run.ToString(lines.Length / (double)sink.Values.Count));
        return 0;
    }

    private sealed class Measured(ScriptSample sample, List<Value> events)
    {
        private readonly ScriptInstance _instance = Compile(sample.Text);
        private readonly List<Value> _events = sample.Payload is null ? events : [JsonText.Parse(sample.Payload)];
        private readonly JsonDecoder _decoder = new();
        private readonly ArrayBufferWriter<byte> _output = new(1 << 17);
        private double _alone = double.MaxValue;
        private double _whole = double.MaxValue;
        private double _allocated;

        public ScriptSample Sample => sample;

        public void Alone(bool isWarmUp)
        {
            var state = Value.Null;
            var before = GC.GetAllocatedBytesForCurrentThread();
            var start = Stopwatch.GetTimestamp();
            for (int i = 0, at = 0; i < EventsPerRound; i++, at++)
            {
                if (at == _events.Count) at = 0;
                var data = _events[at];
                var meta = Value.EmptyRecord;
                if (_instance.Run(ref data, ref meta, ref state) == ScriptOutcome.Error) throw new InvalidOperationException(_instance.Error!.Message);
            }

            if (isWarmUp) return;
            _alone = Math.Min(_alone, Stopwatch.GetElapsedTime(start).TotalNanoseconds / EventsPerRound);
            _allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)EventsPerRound;
        }

        public void Whole(byte[] lines, bool isWarmUp)
        {
            var start = Stopwatch.GetTimestamp();
            var count = 0;
            var sink = new Decoded();
            for (var repeat = 0; repeat < 50; repeat++)
            {
                var buffer = PooledBuffer.CopyOf(lines);
                sink.Values.Clear();
                _decoder.DecodeLines(buffer, 0, buffer.Length, (byte)'\n', sink);
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

            if (!isWarmUp) _whole = Math.Min(_whole, Stopwatch.GetElapsedTime(start).TotalNanoseconds / count);
        }

        public string ToString(double bytesPerEvent)
        {
            var whole = sample.Payload is null ? $"{_whole,10:0}{bytesPerEvent / _whole * 1000,8:0}" : "";
            return $"{sample.Name,-26}{_alone,10:0.0}{sample.Target,10}{sample.Reference,11}{_allocated,9:0}{whole}";
        }

        private static ScriptInstance Compile(string text)
        {
            var findings = new List<Diagnostic>();
            var script = ScriptCompiler.Compile(new SourceText("sample", text), new ScriptSurroundings { Modules = new DirectoryModules([]) }, findings);
            return script?.NewInstance(new CallContext()) ?? throw new InvalidOperationException(DiagnosticRenderer.Render(findings[^1]));
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

using System.Text;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.StdLib;

/// <summary>
/// Ids of spans and traces for <c>cncf::otel</c> and <c>google::cloud::logging</c> (spec: stdlib 7.1, stdlib 7.2), from the seed of the event alone: all forms
/// of one id agree within an event, and a span's id is the first half of its trace's.
/// </summary>
internal static class TraceIds
{
    private const int SpanLength = 8;
    private const int TraceLength = 16;

    [Function("cncf_otel::gen_span_id_string", IsConstant = false)]
    public static Value OtelSpanString(CallContext context) => Hex(context, SpanLength);

    [Function("cncf_otel::gen_span_id_bytes", IsConstant = false)]
    public static Value OtelSpanBytes(CallContext context) => Value.FromBytes(Id(context, SpanLength));

    [Function("cncf_otel::gen_span_id_array", IsConstant = false)]
    public static Value OtelSpanArray(CallContext context) => Numbers(context, SpanLength);

    [Function("cncf_otel::gen_trace_id_string", IsConstant = false)]
    public static Value OtelTraceString(CallContext context) => Hex(context, TraceLength);

    [Function("cncf_otel::gen_trace_id_bytes", IsConstant = false)]
    public static Value OtelTraceBytes(CallContext context) => Value.FromBytes(Id(context, TraceLength));

    [Function("cncf_otel::gen_trace_id_array", IsConstant = false)]
    public static Value OtelTraceArray(CallContext context) => Numbers(context, TraceLength);

    [Function("google_logging::gen_span_id_string", IsConstant = false)]
    public static Value GoogleSpanString(CallContext context) => Hex(context, SpanLength);

    [Function("google_logging::gen_trace_id_string", IsConstant = false)]
    public static Value GoogleTraceString(CallContext context) => Hex(context, TraceLength);

    private static byte[] Id(CallContext context, int length)
    {
        var id = new byte[length];
        new SeededRandom(context.Seed).Fill(id);
        return id;
    }

    private static Value Hex(CallContext context, int length) => Value.FromUtf8(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(Id(context, length))));

    private static Value Numbers(CallContext context, int length) =>
        Value.FromArray(Array.ConvertAll(Id(context, length), static unit => Value.From((long)unit)));
}

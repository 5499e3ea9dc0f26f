using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.StdLib;

/// <summary>
/// <c>std::random</c> (spec: stdlib 2.8). Each call starts anew from the seed of the event: equal calls within one event give equal results.
/// </summary>
internal static class RandomModule
{
    private const int MaxLength = 1 << 24;

    [Function("random::bool", IsConstant = false)]
    public static bool Bool(CallContext context) => (Generator(context).Next32() >> 31) == 1;

    [Function("random::string", IsConstant = false)]
    public static CallResult String(CallContext context, ulong length)
    {
        if (length > MaxLength) return CallResult.Fail($"a random string has at most {MaxLength} characters");
        var generator = Generator(context);
        var text = new byte[length];
        for (var i = 0; i < text.Length; i++) text[i] = generator.NextAlphanumeric();
        return Value.FromUtf8(text);
    }

    [Function("random::integer", IsConstant = false, ReportedArity = -2)]
    public static long Integer(CallContext context) => (long)Generator(context).Next64();

    [Function("random::integer", IsConstant = false, ReportedArity = -2)]
    public static CallResult Integer(CallContext context, ulong end) =>
        end == 0 ? CallResult.Fail("there is no integer from 0 to less than 0") : Value.From(Generator(context).NextBelow(end));

    [Function("random::integer", IsConstant = false, ReportedArity = -2)]
    public static CallResult Integer(CallContext context, long start, long end) =>
        start >= end
            ? CallResult.Fail($"there is no integer from {start} to less than {end}")
            : Value.From((long)((ulong)start + Generator(context).NextBelow((ulong)end - (ulong)start)));

    [Function("random::float", IsConstant = false, ReportedArity = -2)]
    public static double Float(CallContext context) => Generator(context).NextDouble();

    [Function("random::float", IsConstant = false, ReportedArity = -2)]
    public static CallResult Float(CallContext context, double end) => Float(context, 0, end);

    [Function("random::float", IsConstant = false, ReportedArity = -2)]
    public static CallResult Float(CallContext context, double start, double end)
    {
        if (!(start < end)) return CallResult.Fail("the start is not less than the end");
        return double.IsFinite(end - start)
            ? Value.From(Generator(context).NextBetween(start, end))
            : CallResult.Fail("the range is not finite");
    }

    private static SeededRandom Generator(CallContext context) => new(context.Seed);
}

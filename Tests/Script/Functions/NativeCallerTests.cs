using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Tests.Script.Functions;

public class NativeCallerTests
{
    [Fact]
    public void Typed_parameters_receive_the_converted_arguments()
    {
        var result = Call(nameof(Samples.Pick), Value.From("abcdef"), Value.From(2L), Value.From(3UL));
        Assert.Equal("cde", result.Value.AsText());
    }

    [Fact]
    public void An_argument_of_another_type_is_a_bad_type() =>
        Assert.True(Call(nameof(Samples.Pick), Value.From("abcdef"), Value.From("2"), Value.From(3UL)).IsBadType);

    [Fact]
    public void A_demanded_kind_is_checked()
    {
        Assert.True(Call(nameof(Samples.Length), Value.From(1L)).IsBadType);
        Assert.Equal("2", Call(nameof(Samples.Length), Value.FromArray([default, default])).Value.ToString());
    }

    [Fact]
    public void Context_and_rest_are_passed()
    {
        var result = Call(nameof(Samples.Rest), Value.From(1L), Value.From(2L), Value.From(3L));
        Assert.Equal("[7,2]", result.Value.ToString());
    }

    private static CallResult Call(string method, params Value[] arguments) =>
        NativeCaller.Emit(typeof(Samples).GetMethod(method)!)(new CallContext { IngestNs = 7 }, arguments);

    internal static class Samples
    {
        public static Value Pick(ReadOnlySpan<byte> text, long start, ulong length) =>
            Value.FromUtf8(text.Slice((int)start, (int)length).ToArray());

        public static long Length([Is(Kinds.Array)] Value array) => array.Count;

        public static CallResult Rest(CallContext context, Value first, ReadOnlySpan<Value> rest) =>
            Value.FromArray([Value.From(context.IngestNs), Value.From((long)rest.Length)]);
    }
}

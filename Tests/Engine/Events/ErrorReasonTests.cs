using Tremor.Dataflow.Engine.Events;

namespace Tremor.Dataflow.Tests.Engine.Events;

public sealed class ErrorReasonTests
{
    [Fact]
    public void A_reason_says_what_it_was_made_of_and_none_says_nothing()
    {
        Assert.Equal(["one", "two"], new[] { ErrorReason.Of("one"), ErrorReason.Of("two") }.Select(static r => r.Text));
        Assert.Null(default(ErrorReason).Text);
    }

    /// <summary>As many as there are numbers, and some more.</summary>
    [Fact]
    public void One_text_is_one_reason_however_often_it_is_made()
    {
        var first = ErrorReason.Of("the same");
        for (var i = 0; i <= ushort.MaxValue; i++)
            if (ErrorReason.Of("the same") != first) Assert.Fail("it is another one");
    }

    [Fact]
    public void Reasons_made_at_once_are_told_apart()
    {
        var reasons = new ErrorReason[200];
        Parallel.For(0, reasons.Length, i => reasons[i] = ErrorReason.Of($"at once {i / 2}"));
        Assert.Equal(Enumerable.Range(0, reasons.Length).Select(static i => $"at once {i / 2}"), reasons.Select(static r => r.Text));
        Assert.Equal(reasons.Length / 2, reasons.Distinct().Count());
    }
}

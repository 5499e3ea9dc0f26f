using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Tests.Support;

namespace Tremor.Dataflow.Tests.Engine.Diagnostics;

public class SecretRedactorTests
{
    public static TheoryData<int, string> Secrets
    {
        get
        {
            var data = new TheoryData<int, string>();
            foreach (var length in (int[])[5, 60, 126, 5000])
                foreach (var letters in SecretText.Alphabets) data.Add(length, letters);
            return data;
        }
    }

    /// <summary>Whatever cuts a text before its secrets are taken out of it.</summary>
    [Theory]
    [MemberData(nameof(Secrets))]
    public void Of_a_secret_that_was_cut_nothing_is_shown(int length, string letters)
    {
        var secret = SecretText.Of(length, letters);
        var redactor = new SecretRedactor();
        redactor.Add(secret, "key");
        foreach (var before in (int[])[0, 1, 20, 35, 100, 1490])
        {
            var text = new string('-', before) + secret + " is given";
            Hidden(ValueExcerpt.Of(Value.From(text), 60));
            Hidden(PrintableText.Line(ValueExcerpt.Of(Value.From(text), 160)));
            Hidden(Quotation.Of(Value.From(text)));
            Hidden(Quotation.Of(Value.FromArray([Value.From(text)])));
            Hidden(PrintableText.Line(Quotation.Of(Value.From(text))));
            Hidden(PrintableText.Start(text, 50));
            Hidden(PrintableText.Clipped(text));
            Hidden(PrintableText.Clipped(text + new string('-', 1900)));
            Hidden(PrintableText.Clipped(new string('-', 1900) + secret));
            Hidden(Value.From(PrintableText.Shortened(text)).ToString());
            Hidden(PrintableText.Clipped(ValueExcerpt.Of(Value.From(text), 60)));
            if (letters.Contains('\n')) continue;
            var source = new SourceText("s", text + new string('-', 300));
            for (var column = 1; column < before + length; column += 1 + (length / 50)) Hidden(SourceExcerpt.Of(source, 1, column, column + 1).Text);
        }

        void Hidden(string shown) => SecretText.IsHidden(secret, redactor.Redact(shown));
    }

    [Theory]
    [InlineData("password1234...", "<secret:long>...")]
    [InlineData("password1234567 password ..`", "<secret:long> <secret:short> ..`")]
    [InlineData("passwordpassword", "<secret:short><secret:short>")]
    [InlineData("a pas... 567", "a pas... 567")]
    [InlineData("a pass... 4567!", "a <secret:long>... <secret:long>!")]
    [InlineData("... rd12 ...", "... <secret:long> ...")]
    [InlineData("dots.in.......", "<secret:dots>...")]
    [InlineData("passwordots.in.it!", "<secret:short>!")]
    [InlineData("... and no more ..", "... and no more ..")]
    [InlineData("..", "..")]
    public void Each_piece_is_named_by_its_secret(string text, string expected)
    {
        var redactor = new SecretRedactor();
        redactor.Add("password", "short");
        redactor.Add("password1234567", "long");
        redactor.Add("dots.in....it", "dots");
        redactor.Add("dots.in.it", "other");
        Assert.Equal(expected, redactor.Redact(text));
    }
}

using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Tests.Support;

/// <summary>Secrets of any length, of letters that no message has, and whether a piece of one is shown.</summary>
internal static class SecretText
{
    /// <summary>Plain; with what JSON escapes; with what is written in two bytes or more; with what is not printable.</summary>
    public static readonly string[] Alphabets = ["QXZJKVWY", "QXZ\"\\\n\tJ", "ÄÖÜñ漢字Ж", "QX\u200b\u00a0\u001bZ\u202e"];

    public static string Of(int length, string letters)
    {
        var random = new Random(length);
        return string.Concat(Enumerable.Range(0, length).Select(_ => letters[random.Next(letters.Length)]));
    }

    /// <summary>Fails where four characters in a row of the secret, or of its lines as messages and JSON write them, stand in a text.</summary>
    public static void IsHidden(string secret, string shown)
    {
        foreach (var form in (string[])[secret, PrintableText.Line(secret), Value.From(secret).ToString()[1..^1]])
        {
            for (var at = 0; at + 4 <= form.Length; at++)
            {
                // An escape alone says nothing.
                var piece = form.Substring(at, 4);
                if (piece is not "\\u00") Assert.False(shown.Contains(piece, StringComparison.Ordinal), $"`{piece}` of the secret stands in {shown}");
            }
        }
    }
}

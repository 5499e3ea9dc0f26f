using System.Text;
using System.Text.Unicode;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Runtime.Sources;

/// <summary>The data that an error event is about, as it shows it (spec: runtime 9.6).</summary>
/// <param name="data">The piece, or its beginning.</param>
/// <param name="length">Bytes of the piece.</param>
internal readonly ref struct LostData(ReadOnlySpan<byte> data, long length)
{
    private readonly ReadOnlySpan<byte> _data = data.Length > IPieceOutput.MaxShown ? data[..IPieceOutput.MaxShown] : data;

    /// <summary>Adds <c>data</c>, or <c>data_base64</c> where it is no UTF-8, and <c>truncated</c> and <c>length</c> where it is not all of it.</summary>
    public void AddTo(RecordBuilder record)
    {
        var text = _data.Length < length ? WholeCharacters(_data) : _data;
        if (Utf8.IsValid(text)) record.Set("data", Value.From(Encoding.UTF8.GetString(text)));
        else record.Set("data_base64", Value.From(Convert.ToBase64String(_data)));
        if (_data.Length < length) record.Set("truncated", Value.True).Set("length", Value.From(length));
    }

    /// <summary>Without the character that the cut went through.</summary>
    private static ReadOnlySpan<byte> WholeCharacters(ReadOnlySpan<byte> text)
    {
        const int LongestCharacter = 4;
        for (var back = 1; back < Math.Min(LongestCharacter, text.Length + 1); back++)
        {
            var lead = text[^back];
            if ((lead & 0xc0) == 0x80) continue;
            var length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
            return length > back ? text[..^back] : text;
        }

        return text;
    }
}

using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.Interpreter;

/// <summary>How a part of a binary is packed.</summary>
internal enum BytesType
{
    Unsigned,
    Signed,
    LittleUnsigned,
    LittleSigned,
    Binary,
}

/// <param name="Size">Bits of an integer, bytes of a binary (0 for all of them).</param>
internal sealed record BytesPartCode(Code Value, BytesType Type, int Size, Site Site);

/// <summary>A binary literal (spec: language 10). Bits go in from the top; a last byte that is not full is right-aligned.</summary>
internal sealed class BytesCode(BytesPartCode[] parts) : Code
{
    public override Kinds Possible(SlotKinds slots) => Kinds.Binary;

    public override Value Eval(Machine m)
    {
        var bits = new BitBuffer();
        foreach (var part in parts)
        {
            var value = part.Value.Eval(m);
            if (m.Halt != Halt.None) return default;
            if (Pack(ref bits, part, value)) continue;
            var found = value.IsNumber ? $"The {Failures.TypeOf(value)} {value}" : $"A value of type {Failures.TypeOf(value)}";
            return m.Fail(ErrorKind.Generic, part.Site, $"{found} cannot be packed as {Wanted(part)}");
        }

        var bytes = bits.ToArray();
        m.Fuel -= bytes.Length >> 4;
        return Value.FromBytes(bytes);
    }

    public override Code Fold(Folder folder)
    {
        var folded = System.Array.ConvertAll(parts, p => p with { Value = folder.Fold(p.Value) });
        var code = new BytesCode(folded);
        return folded.All(static p => p.Value.IsConstant) ? folder.Evaluate(code) : code;
    }

    private static bool Pack(ref BitBuffer bits, BytesPartCode part, Value value)
    {
        if (part.Type == BytesType.Binary)
        {
            if (value.Kind is not (ValueKind.Binary or ValueKind.String)) return false;
            var bytes = value.IsString ? value.Utf8 : value.Bytes;
            if (bytes.Length < part.Size) return false;
            foreach (var b in part.Size == 0 ? bytes : bytes[..part.Size]) bits.Add(b, 8);
            return true;
        }

        ulong number;
        if (part.Type is BytesType.Signed or BytesType.LittleSigned)
        {
            if (!value.TryGetInt64(out var signed)) return false;
            number = (ulong)signed;
        }
        else if (!value.TryGetUInt64(out number)) return false;

        if (part.Type is BytesType.LittleUnsigned or BytesType.LittleSigned && part.Size > 8)
            number = System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(number) >> (64 - ((part.Size + 7) / 8 * 8));
        bits.Add(number, part.Size);
        return true;
    }

    private static string Wanted(BytesPartCode part) => part.Type switch
    {
        BytesType.Binary => part.Size == 0 ? "bytes" : $"{part.Size} bytes",
        BytesType.Signed or BytesType.LittleSigned => "a signed integer",
        _ => "an unsigned integer",
    };

    private struct BitBuffer()
    {
        private readonly List<byte> _bytes = [];
        private uint _pending;
        private int _pendingBits;

        /// <summary>Adds the low <paramref name="count"/> bits.</summary>
        public void Add(ulong value, int count)
        {
            while (count > 0)
            {
                var take = Math.Min(8 - _pendingBits, count);
                count -= take;
                _pending = (_pending << take) | (uint)((value >> count) & ((1UL << take) - 1));
                _pendingBits += take;
                if (_pendingBits < 8) continue;
                _bytes.Add((byte)_pending);
                _pending = 0;
                _pendingBits = 0;
            }
        }

        public readonly byte[] ToArray() => _pendingBits == 0 ? [.. _bytes] : [.. _bytes, (byte)_pending];
    }
}

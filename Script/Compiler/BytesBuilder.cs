using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Interpreter;
using Tremor.Dataflow.Script.Syntax;

namespace Tremor.Dataflow.Script.Compiler;

/// <summary>Binary literals (spec: language 10).</summary>
internal sealed class BytesBuilder(BodyContext context, CodeBuilder builder)
{
    public Code Bytes(BytesExpression bytes)
    {
        var parts = new BytesPartCode[bytes.Parts.Count];
        for (var i = 0; i < parts.Length; i++)
        {
            var part = bytes.Parts[i];
            var site = context.SiteOf(part.Span);
            var value = builder.Build(part.Value);
            BytesType? type = part.Type switch
            {
                null or "integer" or "unsigned" or "big" or "unsigned_integer" or "big_integer" or "big_unsigned_integer" => BytesType.Unsigned,
                "signed_integer" or "big_signed_integer" => BytesType.Signed,
                "little" or "little_integer" or "little_unsigned_integer" => BytesType.LittleUnsigned,
                "little_signed_integer" => BytesType.LittleSigned,
                "binary" => BytesType.Binary,
                _ => null,
            };
            if (type is null) throw BodyContext.Error(ErrorKind.Generic, site, $"`{part.Type}` is no type of a bytes part", "there are integer, unsigned, big, little, signed_integer, ... and binary");
            if (part.Size is 0 or > 64) throw BodyContext.Error(ErrorKind.Generic, site, $"A part has a size from 1 to 64, not {part.Size}");
            parts[i] = new BytesPartCode(value, type.Value, (int)(part.Size ?? (type == BytesType.Binary ? 0UL : 8UL)), site);
        }

        return new BytesCode(parts);
    }
}

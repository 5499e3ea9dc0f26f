using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.StdLib;

/// <summary>The templates of <c>string::format</c>: <c>{}</c> takes the next argument; <c>{{</c>, <c>}}</c>, <c>\{</c> and <c>\}</c> are braces.</summary>
internal static class StringTemplate
{
    public static CallResult Fill(ReadOnlySpan<byte> template, ReadOnlySpan<Value> arguments)
    {
        var text = new TextBuilder(template.Length + 32);
        var used = 0;
        var at = 0;
        while (true)
        {
            var plain = template[at..].IndexOfAny((byte)'{', (byte)'}', (byte)'\\');
            if (plain < 0)
            {
                text.Append(template[at..]);
                break;
            }

            text.Append(template.Slice(at, plain));
            at += plain;
            var next = at + 1 < template.Length ? template[at + 1] : (byte)0;
            switch ((template[at], next))
            {
                case ((byte)'{', (byte)'}'):
                    if (used == arguments.Length) return CallResult.Fail($"the `{{}}` at {Position(template, at)} has no argument: there are {arguments.Length}");
                    Write(arguments[used++], text);
                    break;
                case ((byte)'{', (byte)'{') or ((byte)'}', (byte)'}') or ((byte)'\\', (byte)'{' or (byte)'}'):
                    text.Append(next);
                    break;
                case ((byte)'\\', _) when at + 1 == template.Length:
                    return CallResult.Fail($"the `\\` at {Position(template, at)} ends the template");
                case ((byte)'\\', _):
                    text.Append((byte)'\\');
                    text.Append(next);
                    break;
                case ((byte)'{', _):
                    return CallResult.Fail($"the `{{` at {Position(template, at)} is followed by neither `}}` nor `{{`");
                default:
                    return CallResult.Fail($"the `}}` at {Position(template, at)} is not followed by `}}`");
            }

            at += 2;
        }

        return used == arguments.Length ? text.ToValue() : CallResult.Fail($"there are {arguments.Length} arguments for {used} places `{{}}`");
    }

    private static void Write(Value value, TextBuilder text)
    {
        if (value.IsString) text.Append(value.Utf8);
        else JsonText.Write(value, text);
    }

    /// <summary>In code points, from 0.</summary>
    private static long Position(ReadOnlySpan<byte> template, int at) => StringModule.Len(template[..at]);
}

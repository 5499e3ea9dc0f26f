using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Script.Printing;

namespace Tremor.Dataflow.Host.Reporting;

/// <summary>Prints findings: for people with the source line and the span underlined, or as one JSON object a line (spec: conformance 2).</summary>
/// <param name="colour">Whether they are coloured.</param>
internal sealed class DiagnosticPrinter(TextWriter output, bool asJson, bool colour)
{
    private readonly SourceColours _colours = new();

    private static readonly JsonWriterOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>People get the first hundred errors and the first hundred warnings, and how many more there are; programs get all.</summary>
    public void Print(IEnumerable<Diagnostic> findings)
    {
        const int most = 100;
        var (errors, warnings) = (0, 0);
        foreach (var finding in findings)
        {
            var number = finding.Severity == Severity.Error ? ++errors : ++warnings;
            if (asJson || number <= most) Print(finding);
        }

        if (asJson || (errors <= most && warnings <= most)) return;
        string[] more = [.. new[] { (errors, "error"), (warnings, "warning") }.Where(static m => m.Item1 > most).Select(static m => Quantity.Count(m.Item1 - most, "more " + m.Item2))];
        output.WriteLine($"... and {string.Join(" and ", more)}; --diagnostics json prints all");
        output.WriteLine();
    }

    public void Print(Diagnostic finding)
    {
        if (asJson) output.WriteLine(ToJson(finding));
        else output.Write(DiagnosticRenderer.Render(finding, new() { ShowFile = true, Colour = colour, ColouredLine = ColouredLine }));
    }

    /// <summary>What ended a command or a run: <c>error: TEXT</c> for people.</summary>
    /// <param name="code">For programs.</param>
    public void PrintFailure(string code, string text)
    {
        if (asJson) Print(new Diagnostic { Severity = Severity.Error, Code = code, Message = text });
        else output.WriteLine($"error: {PrintableText.Lines(text)}");
    }

    /// <summary>A definition in JSON or YAML has no words of a script; a script inside it is a text of its own.</summary>
    private string ColouredLine(SourceText source, int line) =>
        FlowForms.Of(source.Name) is FlowForm.Json or FlowForm.Yaml ? source.Line(line) : _colours.Line(source, line);

    private static string ToJson(Diagnostic finding)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, s_json))
        {
            json.WriteStartObject();
            json.WriteString("severity"u8, finding.Severity switch
            {
                Severity.Error => "error",
                Severity.Warning => "warning",
                _ => "hint",
            });
            json.WriteString("code"u8, finding.Code);
            json.WriteString("message"u8, PrintableText.Shortened(finding.Message));
            if (finding.Span is { } span)
            {
                var file = span.InFile();
                json.WriteString("file"u8, file.Source.Name);
                json.WriteNumber("line"u8, file.Start.Line);
                json.WriteNumber("column"u8, file.Start.Column);
                json.WriteNumber("endLine"u8, file.End.Line);
                json.WriteNumber("endColumn"u8, file.End.Column);
                if (span.Source.Origin is not null)
                {
                    json.WriteNumber("textLine"u8, span.Start.Line);
                    json.WriteNumber("textColumn"u8, span.Start.Column);
                }
            }

            if (finding.Hint is not null) json.WriteString("hint"u8, PrintableText.Shortened(finding.Hint));
            if (finding.Pointer is not null) json.WriteString("pointer"u8, finding.Pointer);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}

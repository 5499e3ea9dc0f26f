using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Syntax;
using Tremor.Dataflow.Script.Syntax.Parsing;

namespace Tremor.Dataflow.Script.Printing.Flows;

/// <summary>What flows and pipelines are made of: names, comments, arguments, values, expressions, scripts (spec: query 3).</summary>
internal sealed class PartPrinter(PrintedText text)
{
    private const int Width = 100;

    private readonly ExpressionPrinter _expressions = new(text);

    public PrintedText Text => text;

    /// <exception cref="UnprintableException">It has no form.</exception>
    public static string Name(Name name) => Name(name.Text, name.Place);

    /// <inheritdoc cref="Name(Engine.Definitions.Name)"/>
    public static string Name(string name, Place place) => name.Length > 0 && !name.AsSpan().ContainsAny('`', '\n')
        ? Notation.Name(name)
        : throw new UnprintableException(place, $"\"{PrintableText.Line(name)}\" is no name: it is empty, or has a back-tick or a line break in it");

    /// <summary><c>name</c> or <c>module::name</c>.</summary>
    public static string Reference(Name name) => string.Join("::", name.Text.Split("::").Select(part => Name(part, name.Place)));

    public static string Use(Use use) => $"use {Reference(new(use.Module, use.Place))}{(use.As is null ? "" : $" as {Name(use.As)}")}";

    /// <summary>Ends a statement and begins the next line.</summary>
    public void EndStatement()
    {
        text.Add(";");
        text.NewLine();
    }

    /// <summary>A comment that belongs to what follows it.</summary>
    /// <param name="hashes"><c>#</c> where the language has no place for comments that mean something.</param>
    public void Doc(Text? doc, string hashes = "##")
    {
        if (doc is null) return;
        foreach (var line in Source(doc).Text.ReplaceLineEndings("\n").Split('\n'))
        {
            text.Add(string.IsNullOrWhiteSpace(line) ? hashes : $"{hashes} {line.Trim()}");
            text.NewLine();
        }
    }

    /// <summary>The section <c>args</c>, from its line to the beginning of the next one.</summary>
    public void Args(Parts<Parameter> parameters)
    {
        if (parameters.Count == 0) return;
        text.Add("args").Indent();
        for (var i = 0; i < parameters.Count; i++)
        {
            var parameter = parameters[i];
            text.NewLine();
            if (parameter.Doc is not null || parameter.Type != ParameterType.Any)
            {
                var type = parameter.Type == ParameterType.Any ? "" : parameter.Type.ToString().ToLowerInvariant();
                text.Add($"# {string.Join(": ", new[] { type, PrintableText.Line(parameter.Doc ?? "") }.Where(static p => p.Length > 0))}");
                text.NewLine();
            }

            text.Add(Name(parameter.Name));
            if (parameter.Default is { } value)
            {
                text.Add(" = ");
                Setting(value);
            }

            if (i + 1 < parameters.Count) text.Add(",");
        }

        text.Outdent();
        text.NewLine();
    }

    /// <summary>The clause <c>with</c>, a line for each field; without <c>end</c>.</summary>
    public void With(Parts<Field> fields)
    {
        text.Add("with").Indent();
        for (var i = 0; i < fields.Count; i++)
        {
            text.NewLine();
            text.Add($"{Name(fields[i].Key)} = ");
            Setting(fields[i].Value);
            if (i + 1 < fields.Count) text.Add(",");
        }

        text.Outdent();
        text.NewLine();
    }

    /// <summary><c> with ... end</c> behind a creation, on its line where it is short; nothing for no fields.</summary>
    public void WithEnd(Parts<Field> fields)
    {
        if (fields.Count == 0) return;
        var line = string.Join(", ", fields.Select(static f => $"{Name(f.Key)} = {Line(f.Value)}"));
        if (line.Length <= Width / 2 && !line.Contains('\n'))
        {
            text.Add($" with {line} end");
            return;
        }

        text.NewLine();
        With(fields);
        text.Add("end");
    }

    public void Setting(Setting setting)
    {
        var whole = Whole(setting);
        var line = Line(whole);
        if (whole is ListSetting { Items.Count: > 0 } list && line.Length > Width) Items("[", list.Items, static _ => "", static i => i, "]");
        else if (whole is RecordSetting { Fields.Count: > 0 } record && line.Length > Width) Items("{", record.Fields, static f => String(f.Key.Text) + ": ", static f => f.Value, "}");
        else if (whole is ExpressionSetting { Expression: var expression }) Simple(expression);
        else text.Add(line);
    }

    /// <summary>A clause of a <c>select</c>.</summary>
    public void Clause(Text expression) => Expression(Tree(expression, ScriptSyntax.Clause), ExpressionPlace.Immutable);

    /// <summary>An expression that is no <c>match</c> and no <c>for</c>.</summary>
    public void Simple(Text expression) => Expression(Tree(expression, ScriptSyntax.Simple), ExpressionPlace.Simple);

    /// <summary>An expression; a long record has a line for each field.</summary>
    private void Expression(Expression expression, ExpressionPlace place)
    {
        if (expression is not RecordExpression { Fields.Count: > 1 } record || PrintedExpression.Of(record, place) is var line && line.Length <= Width && !line.Contains('\n'))
        {
            _expressions.Print(expression, place);
            return;
        }

        text.Add("{").Indent();
        for (var i = 0; i < record.Fields.Count; i++)
        {
            text.NewLine();
            _expressions.String(record.Fields[i].Key);
            _expressions.Print(": ", record.Fields[i].Value, ExpressionPlace.Immutable, i + 1 < record.Fields.Count ? "," : "");
        }

        text.Outdent();
        text.NewLine();
        text.Add("}");
    }

    /// <summary>A script as it is written, a level deeper, up to the line behind it.</summary>
    public void Script(Text script)
    {
        var source = script is ParsedText { Tree: ParsedScript parsed } ? ScriptLines.WithComments(parsed.Source, parsed.Site.InnerText) : Source(script).Text;
        text.Indent();
        foreach (var line in ScriptLines.Of(source))
        {
            if (line.IsFixed || line.Text.Length == 0) text.Add("\n").Add(line.Text);
            else
            {
                text.NewLine();
                text.Add(line.Text);
            }
        }

        text.Outdent();
        text.NewLine();
    }

    /// <summary>The tree of an expression.</summary>
    /// <exception cref="UnprintableException">It is none.</exception>
    public static Expression Tree(Text text, Func<SourceText, List<Diagnostic>, ParsedExpression?> parse)
    {
        if (text is ParsedText { Tree: ParsedExpression parsed }) return parsed.Tree;
        var findings = new List<Diagnostic>();
        return parse(Source(text), findings)?.Tree ?? throw new UnprintableException(text.Place, findings[0].Message) { Finding = findings[0] };
    }

    /// <summary>A text that is not parsed.</summary>
    public static SourceText Source(Text text) =>
        text is WrittenText written ? written.Source : throw new UnprintableException(text.Place, "this text is a file of its own");

    /// <summary>A value with its lists and records taken apart.</summary>
    public static Setting Whole(Setting setting)
    {
        if (setting is not LiteralSetting { Value: var value } || !(value.IsArray || value.IsRecord)) return setting;
        var (items, fields) = (new List<Setting>(), new List<Field>());
        foreach (var item in value.Items) items.Add(Whole(new LiteralSetting(item, setting.Place)));
        foreach (var field in value.Fields) fields.Add(new(new(field.NameValue.AsText()!, setting.Place), Whole(new LiteralSetting(field.Value, setting.Place))));
        return value.IsArray ? new ListSetting([.. items], setting.Place) : new RecordSetting([.. fields], setting.Place);
    }

    private void Items<T>(string open, Parts<T> items, Func<T, string> key, Func<T, Setting> value, string close)
    {
        text.Add(open).Indent();
        for (var i = 0; i < items.Count; i++)
        {
            text.NewLine();
            text.Add(key(items[i]));
            Setting(value(items[i]));
            if (i + 1 < items.Count) text.Add(",");
        }

        text.Outdent();
        text.NewLine();
        text.Add(close);
    }

    /// <summary>A value on one line, but for expressions that need several.</summary>
    private static string Line(Setting setting) => Whole(setting) switch
    {
        LiteralSetting { Value: { Kind: ValueKind.String } value } => String(value.AsText()!),
        LiteralSetting literal => Notation.Literal(literal.Value),
        ListSetting list => $"[{string.Join(", ", list.Items.Select(Line))}]",
        RecordSetting record => $"{{{string.Join(", ", record.Fields.Select(static f => $"{String(f.Key.Text)}: {Line(f.Value)}"))}}}",
        ArgumentSetting argument => Argument(argument.Path),
        ExpressionSetting expression => PrintedExpression.Of(Tree(expression.Expression, ScriptSyntax.Simple), ExpressionPlace.Simple),
        TemplateSetting template => PrintedExpression.Of(Tree(template.Template, ScriptSyntax.Template), ExpressionPlace.Simple),
        _ => throw new UnprintableException(setting.Place, "the language has no word for it"),
    };

    /// <summary><c>a.b[0]</c> as the path that it is.</summary>
    private static string Argument(Name path)
    {
        var names = path.Text.Replace("]", "", StringComparison.Ordinal);
        var printed = new System.Text.StringBuilder("args");
        var at = 0;
        while (at <= names.Length)
        {
            var end = names.AsSpan(at).IndexOfAny('.', '[') is >= 0 and var length ? at + length : names.Length;
            var step = names[at..end];
            var isIndex = at > 0 && names[at - 1] == '[' && step.Length > 0 && step.All(char.IsAsciiDigit);
            printed.Append(isIndex ? $"[{step}]" : $".{Name(step, path.Place)}");
            at = end + 1;
        }

        return printed.ToString();
    }

    private static string String(string value) => $"\"{Notation.Escaped(value)}\"";
}

using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Definitions.Json;

/// <summary>Writes the parts that definitions of several kinds have, as the readers read them.</summary>
internal static class PartWriter
{
    public static Value Text(Text text) => text switch
    {
        WrittenText written => Lines(written.Source.Text),
        TextFile file => Record(("file", Value.From(file.Path.Text))),
        ParsedText parsed => Lines(parsed.Tree.Span.Text),
        _ => throw new InvalidOperationException($"{text} has no form in JSON"),
    };

    /// <exception cref="InvalidOperationException">There is no such setting in JSON: a computed record whose only key begins with <c>$</c>.</exception>
    public static Value Setting(Setting setting) => setting switch
    {
        LiteralSetting { Value: { IsArray: false, IsRecord: false } scalar } => scalar,
        LiteralSetting literal => Record(("$literal", literal.Value)),
        ListSetting list => List(list.Items, Setting),
        RecordSetting { Fields: [{ Key.Text: ['$', ..] }] } => throw new InvalidOperationException($"{setting} would be read as a directive"),
        RecordSetting record => Fields(record.Fields)!.Value,
        ArgumentSetting argument => Record(("$arg", Value.From(argument.Path.Text))),
        ExpressionSetting expression => Record(("$expr", Text(expression.Expression))),
        TemplateSetting { Template: WrittenText template } => Record(("$str", Value.From(template.Source.Text))),
        EnvironmentSetting variable => Record(("$env", Variable(variable))),
        SecretSetting secret => Record(("$secret", Value.From(secret.Reference.Text))),
        FileSetting file => Record(("$file", Value.From(file.Path.Text))),
        _ => throw new InvalidOperationException($"{setting} has no form in JSON"),
    };

    /// <summary>A record of settings.</summary>
    public static Value? Fields(Parts<Field> fields) => Record([.. fields.Select(static f => (f.Key.Text, (Value?)Setting(f.Value)))]);

    /// <summary>As <see cref="Fields"/>, but nothing for none.</summary>
    public static Value? FieldsIfAny(Parts<Field> fields) => fields.Count == 0 ? null : Fields(fields);

    public static Value? Doc(Text? doc) => doc is null ? null : Text(doc);

    public static Value? Parameters(Parts<Parameter> parameters) =>
        parameters.Count == 0 ? null : Record([.. parameters.Select(static p => (p.Name.Text, (Value?)Parameter(p)))]);

    public static Value? Uses(Parts<Use> uses) => uses.Count == 0 ? null : List(uses, static use => use.As is null
        ? Value.From(use.Module)
        : Record(("module", Value.From(use.Module)), ("as", Value.From(use.As.Text))));

    public static Value? Names(Parts<Name>? names) => names is { } given ? List(given, static n => Value.From(n.Text)) : null;

    /// <summary>Definitions by name; nothing for none.</summary>
    public static Value? Map<T>(IReadOnlyCollection<T> items, Func<T, Name> name, Func<T, Value> write) =>
        items.Count == 0 ? null : Record([.. items.Select(i => (name(i).Text, (Value?)write(i)))]);

    public static Value List<T>(IEnumerable<T> items, Func<T, Value> write) => Value.FromArray([.. items.Select(write)]);

    /// <summary>A record without the members that are null.</summary>
    public static Value Record(params IReadOnlyList<(string Key, Value? Value)> members)
    {
        var record = new RecordBuilder(members.Count);
        foreach (var (key, value) in members)
            if (value is { } given) record.Set(key, given);
        return record.Build();
    }

    private static Value Parameter(Parameter parameter)
    {
        var value = parameter.Default is null ? (Value?)null : Setting(parameter.Default);
        if (parameter is { Type: ParameterType.Any, Doc: null })
        {
            if (value is null) return Value.Null;
            if (value is { IsRecord: false, IsNull: false } plain) return plain;
        }

        var type = parameter.Type == ParameterType.Any ? (Value?)null : Lower(parameter.Type);
        return Record(("default", value), ("type", type), ("doc", parameter.Doc is null ? null : Value.From(parameter.Doc)));
    }

    private static Value Variable(EnvironmentSetting setting)
    {
        var name = Value.From(setting.Variable.Text);
        if (setting is { Default: null, Type: VariableType.String }) return name;
        return Record(("name", name), ("default", setting.Default?.Value), ("as", setting.Type == VariableType.String ? null : Lower(setting.Type)));
    }

    /// <summary>The name of an enum's value as definitions write it.</summary>
    public static Value Lower<T>(T value)
        where T : struct, Enum => Value.From(value.ToString().ToLowerInvariant());

    private static Value Lines(string text) => text.Contains('\n') ? List(text.Split('\n'), Value.From) : Value.From(text);
}

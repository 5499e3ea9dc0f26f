using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Resolving;

/// <summary>How an entity words its errors about arguments (spec: query 5, troy A3).</summary>
/// <param name="Unknown">Formats the name of an argument that is not declared.</param>
/// <param name="Missing">Formats the name of a required argument that is not given.</param>
internal sealed record ArgumentTexts(Func<string, string> Unknown, Func<string, string> Missing)
{
    /// <summary>When an argument that is not declared is found.</summary>
    public Phase OfUnknown { get; init; } = Phase.Building;

    /// <summary>When one that is missing is found.</summary>
    public Phase OfMissing { get; init; } = Phase.Building;

    /// <summary>Those of a flow's deployment.</summary>
    public static readonly ArgumentTexts Flow = new(static n => $"Unknown argument: {n}", static n => $"Missing required argument: {n}") { OfUnknown = Phase.Checking, OfMissing = Phase.Checking };

    public static readonly ArgumentTexts Operator = new(static n => $"Unknown key: \"{n}\"", static n => $"Missing key: \"{n}\"");

    public static readonly ArgumentTexts Script = new(static n => $"Unknown argument: {n}", static n => $"Missing required argument: {n}");

    public static readonly ArgumentTexts NestedPipeline = new(static n => $"Unknown parameter {n}", static n => $"Required key not provided: \"{n}\"");

    public static ArgumentTexts Connector(string definition) => new(UnknownCreation(definition), static n => $"Missing key: \"{n}\"") { OfUnknown = Phase.Checking, OfMissing = Phase.Last };

    public static ArgumentTexts Pipeline(string definition) =>
        new(UnknownCreation(definition), static n => $"Required key not provided: \"{n}\"") { OfUnknown = Phase.Checking, OfMissing = Phase.Last };

    private static Func<string, string> UnknownCreation(string definition) =>
        name => $"`with` parameter \"{name}\" does not correspond to an argument in the target definition \"{definition}\"";
}

/// <summary>The values that a creator gives for the arguments of an entity.</summary>
/// <param name="With">The values.</param>
/// <param name="Scope">What they may refer to.</param>
/// <param name="Place">Where a missing argument shows; null for at its declaration.</param>
internal sealed record Giver(Parts<Field> With, SettingScope Scope, Place? Place)
{
    /// <summary>Nobody creates the definition: its required arguments are unknown, not missing.</summary>
    public static Giver Nobody { get; } = new([], new(null, "", []), null) { IsNobody = true };

    public bool IsNobody { get; private init; }

    /// <summary>Of what is created in text, where: it is looked at then (spec: query 20.1, troy A8). Null where the places of the findings themselves say so.</summary>
    public int? Order { get; init; }

    /// <summary>Where a missing argument shows: in JSON at the name of what is created, in text at its declaration (spec: query 20.2, troy A8).</summary>
    public static Place? PlaceOf(Name created) => created.Place.Pointer is null ? null : created.Place;
}

/// <summary>The arguments that a definition declares.</summary>
internal sealed class Parameters(ResolveContext context, Parts<Parameter> declared)
{
    /// <summary>How many unknown arguments a missing one is compared with.</summary>
    private const int MostCompared = 100;

    /// <summary>The effective arguments: the given value, else the default, else an error (spec: troy A3).</summary>
    /// <param name="enclosing">Modules around the definition, for the defaults.</param>
    public ArgumentSet Supply(Giver giver, SettingScope enclosing, ArgumentTexts texts, DefinitionFindings findings)
    {
        var arguments = new ArgumentSet();
        string[] names = [.. declared.Select(static p => p.Name.Text)];
        var known = names.ToHashSet();
        var given = new Dictionary<string, Setting>();
        foreach (var field in giver.With) given.TryAdd(field.Key.Text, field.Value);
        var unknown = giver.With.Where(f => !known.Contains(f.Key.Text)).Select(static f => f.Key).ToList();
        foreach (var name in unknown)
        {
            var hint = names.Length == 0 ? "it declares no arguments" : findings.Hint(name.Text, names, "arguments");
            findings.Error(name.Place, DefinitionErrorKind.UnknownArgument, texts.Unknown(name.Text), hint, texts.OfUnknown, giver.Order);
        }

        foreach (var parameter in declared)
        {
            var name = parameter.Name.Text;
            var isGiven = given.TryGetValue(name, out var setting);
            setting ??= parameter.Default;
            Value? value = null;
            if (setting is not null)
            {
                var scope = isGiven ? giver.Scope : enclosing with { Arguments = null, Where = "the default of an argument" };
                var evaluated = context.Settings.Evaluate(setting, scope, findings);
                if (evaluated.IsKnown && HasType(parameter, evaluated.Value, setting.Place, findings)) value = evaluated.Value;
            }
            else if (!giver.IsNobody && unknown.Take(MostCompared).All(u => NearestName.Find(u.Text, [name]) is null))
            {
                var hint = parameter.Name.Place.Span is { Start: var at } ? $"give it in \"with\"; it is declared at line {at.Line}, column {at.Column}" : "give it in \"with\"";
                findings.Error(giver.Place ?? parameter.Name.Place, DefinitionErrorKind.MissingArgument, texts.Missing(name), hint, texts.OfMissing, giver.Order);
            }

            arguments.Add(name, value);
        }

        return arguments;
    }

    private static bool HasType(Parameter parameter, Value value, Place place, DefinitionFindings findings)
    {
        var (fits, expected) = parameter.Type switch
        {
            ParameterType.String => (value.IsString, "a string"),
            ParameterType.Int => (value.Kind == ValueKind.Integer, "an integer"),
            ParameterType.Float => (value.IsNumber, "a number"),
            ParameterType.Bool => (value.Kind == ValueKind.Bool, "true or false"),
            ParameterType.List => (value.IsArray, "a list"),
            ParameterType.Record => (value.IsRecord, "a record"),
            _ => (true, ""),
        };
        if (!fits) findings.Error(place, DefinitionErrorKind.WrongType, $"the argument {parameter.Name} takes {expected} but is given {ConfigBinder.Describe(value)}");
        return fits;
    }
}

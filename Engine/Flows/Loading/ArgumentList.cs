using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Definitions.Json;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Flows.Loading;

/// <summary>How an entity words its errors about arguments (spec: query 5, troy A3).</summary>
/// <param name="Unknown">Formats the name of an argument that is not declared.</param>
/// <param name="Missing">Formats the name of a required argument that is not given.</param>
internal sealed record ArgumentTexts(Func<string, string> Unknown, Func<string, string> Missing)
{
    public static readonly ArgumentTexts Operator = new(static n => $"Unknown key: \"{n}\"", static n => $"Missing key: \"{n}\"");

    /// <summary>Also those of flows.</summary>
    public static readonly ArgumentTexts Script = new(static n => $"Unknown argument: {n}", static n => $"Missing required argument: {n}");

    public static readonly ArgumentTexts NestedPipeline = new(static n => $"Unknown parameter {n}", static n => $"Required key not provided: \"{n}\"");

    public static ArgumentTexts Connector(string definition) => new(UnknownCreation(definition), static n => $"Missing key: \"{n}\"");

    public static ArgumentTexts Pipeline(string definition) => new(UnknownCreation(definition), static n => $"Required key not provided: \"{n}\"");

    private static Func<string, string> UnknownCreation(string definition) =>
        name => $"`with` parameter \"{name}\" does not correspond to an argument in the target definition \"{definition}\"";
}

/// <summary>The <c>args</c> that an entity declares.</summary>
internal sealed class ArgumentList(DocumentNode? declared)
{
    private IEnumerable<string> Names => declared is { IsRecord: true } ? declared.Members.Select(static m => m.Name) : [];

    /// <summary>The effective arguments: the given value, else the default, else an error (spec: troy A3).</summary>
    /// <param name="with">What the creator gives; null for nothing.</param>
    /// <param name="giver">What <paramref name="with"/> may refer to.</param>
    /// <param name="enclosing">The scope of the defaults.</param>
    /// <param name="creation">Where a missing argument shows.</param>
    /// <param name="isCreated">False for a definition that nobody creates: its required arguments are unknown, not missing.</param>
    public Arguments Supply(
        LoadContext context, DocumentNode? with, Scope giver, Scope enclosing, DocumentMember? creation, ArgumentTexts texts, bool isCreated, DefinitionFindings findings)
    {
        var arguments = new Arguments();
        var unknown = with is { IsRecord: true } ? with.Members.Where(m => !Names.Contains(m.Name)).ToList() : [];
        foreach (var member in unknown)
        {
            string[] names = [.. Names];
            var hint = names.Length == 0 ? "it declares no arguments" : NearestName.Hint(member.Name, names, "arguments");
            findings.Error(member, "UnknownArgument", texts.Unknown(member.Name), hint);
        }

        foreach (var argument in declared is { IsRecord: true } ? declared.Members : [])
        {
            var place = with?[argument.Name] ?? DefaultOf(argument.Value);
            var scope = with?[argument.Name] is null ? enclosing with { Args = null, Where = "the default of an argument" } : giver;
            Value? value = null;
            if (place is not null)
            {
                var evaluated = context.Values.Evaluate(place, scope, findings);
                if (evaluated.IsKnown && HasType(argument.Value, evaluated.Value, argument.Name, place, findings)) value = evaluated.Value;
            }
            else if (isCreated && unknown.TrueForAll(m => NearestName.Find(m.Name, [argument.Name]) is null))
            {
                var declaration = argument.Place.Start;
                var hint = $"give it in \"with\"; it is declared at line {declaration.Line}, column {declaration.Column}";
                findings.Error(creation ?? argument, "MissingArgument", texts.Missing(argument.Name), hint);
            }

            arguments.Add(argument.Name, value);
        }

        return arguments;
    }

    /// <summary>Null where the argument is required.</summary>
    private static DocumentNode? DefaultOf(DocumentNode declaration) => declaration.Kind switch
    {
        ValueKind.Null => null,
        ValueKind.Record => declaration["default"],
        _ => declaration,
    };

    private static bool HasType(DocumentNode declaration, Value value, string name, DocumentNode place, DefinitionFindings findings)
    {
        var (fits, expected) = (declaration.IsRecord ? declaration["type"]?.Text : null) switch
        {
            "string" => (value.IsString, "a string"),
            "int" => (value.Kind == ValueKind.Integer, "an integer"),
            "float" => (value.IsNumber, "a number"),
            "bool" => (value.Kind == ValueKind.Bool, "true or false"),
            "list" => (value.IsArray, "a list"),
            "record" => (value.IsRecord, "a record"),
            _ => (true, ""),
        };
        if (!fits) findings.Error(place, "WrongType", $"the argument {name} takes {expected} but is given {ConfigBinder.Describe(value)}");
        return fits;
    }
}

using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Syntax;
using Tremor.Dataflow.Script.Syntax.Flows;
using Tremor.Dataflow.Script.Syntax.Parsing;

namespace Tremor.Dataflow.Script.Documentation;

/// <summary>
/// Reads the documentation of a module from its text: doc comments say what things are, the built-in functions behind <c>intrinsic fn</c> say
/// which arguments they take, what they warn of and what examples there are.
/// </summary>
/// <remarks>
/// A doc comment is Markdown. A line <c>Example: EXPRESSION -&gt; RESULT</c> in it is an example; those of the library are run as tests.
/// </remarks>
internal static partial class ModuleReader
{
    private const string ExampleMark = "Example:";

    /// <param name="path">Such as <c>std::string</c>.</param>
    /// <exception cref="ScriptException">The text is no script.</exception>
    public static ModuleDocument Read(SourceText source, string path)
    {
        var (file, definitions) = FileOf(source);
        var isImportable = !file.Statements.OfType<ExpressionStatement>().Any() && !(definitions.Count > 0 && definitions.All(static d => d is FlowDefinition));
        var prefix = !isImportable ? "" : path.StartsWith("aggr::", StringComparison.Ordinal) ? path + "::" : LastOf(path) + "::";
        var functions = new List<FunctionDocument>();
        var constants = new List<ConstantDocument>();
        var members = new List<string>();
        foreach (var statement in file.Statements)
        {
            switch (statement)
            {
                case UseStatement use:
                    members.AddRange(use.Modules.Select(static m => string.Join("::", m.Path)).Where(m => m.StartsWith(path + "::", StringComparison.Ordinal)));
                    break;
                case ConstStatement constant:
                    constants.Add(new ConstantDocument(constant.Name, TextOf(source, constant.Value), constant.Doc ?? ""));
                    break;
                case IntrinsicStatement { Target: [var module, var name] } intrinsic when FunctionRegistry.Find(module, name) is { } native:
                    functions.Add(Function(prefix, intrinsic.Name, [.. Signatures(intrinsic, native)], intrinsic.Doc, native));
                    break;
                case IntrinsicStatement intrinsic:
                    functions.Add(Function(prefix, intrinsic.Name, [Signature(intrinsic.Parameters, intrinsic.IsVariadic)], intrinsic.Doc, null));
                    break;
                case FnStatement aggregate when AggregateOf(path, aggregate.Name) is { Attribute: var attribute }:
                    functions.Add(new FunctionDocument(
                        aggregate.Name, [$"{prefix}{aggregate.Name}({Optional(aggregate.Parameters, attribute)})"],
                        WithoutExamples(aggregate.Doc), Examples(aggregate.Doc), attribute.Warning, true));
                    break;
                case FnStatement function:
                    functions.Add(Function(prefix, function.Name, [Signature(function.Parameters, function.IsVariadic)], function.Doc, null));
                    break;
            }
        }

        return new ModuleDocument(path, string.Join('\n', file.ModuleDoc).Trim(), functions, constants, members, isImportable) { Definitions = [.. definitions.Select(Defined)] };
    }

    /// <summary>A script; a module with definitions for queries and flows; or flows.</summary>
    /// <exception cref="ScriptException">The text is none of them.</exception>
    private static (ScriptFile File, IReadOnlyList<Definition> Definitions) FileOf(SourceText source)
    {
        var isTroy = source.Name.EndsWith(".troy", StringComparison.OrdinalIgnoreCase);
        try
        {
            if (!isTroy) return (ScriptReader.Script(source), []);
            var document = FlowReader.Document(source);
            return (new([CommentOf(document.Doc)], []), [.. document.Flows]);
        }
        catch (ScriptException) when (IsModule(source))
        {
            var module = FlowReader.Module(source);
            return (module.Script, module.Definitions);
        }
    }

    private static bool IsModule(SourceText source)
    {
        try
        {
            return FlowReader.Module(source).Definitions.Count > 0;
        }
        catch (ScriptException)
        {
            return false;
        }
    }

    private static DefinedDocument Defined(Definition definition)
    {
        var kind = definition.GetType().Name.Replace("Definition", "", StringComparison.Ordinal).ToLowerInvariant();
        var (from, parameters) = definition switch
        {
            WindowDefinition window => ($" from {window.Kind.ToString().ToLowerInvariant()}", default),
            OperatorDefinition @operator => ($" from {@operator.Kind}", @operator.Parameters),
            ConnectorDefinition connector => ($" from {connector.Kind}", connector.Parameters),
            ScriptDefinition script => ("", script.Parameters),
            PipelineDefinition pipeline => (Ports(" from ", pipeline.Inputs) + Ports(" into ", pipeline.Outputs), pipeline.Parameters),
            FlowDefinition flow => ("", flow.Parameters),
            _ => ("", default(Parts<Parameter>)),
        };
        var args = parameters.Count == 0 ? "" : $"\nargs {string.Join(", ", parameters.Select(static p => p.Default is null ? p.Name.Text : $"{p.Name} = .."))}";
        return new(kind, definition.Name.Text, $"define {kind} {definition.Name}{from}{args}", CommentOf(definition.Doc).Trim());

        static string Ports(string word, Parts<Name>? ports) => ports is null ? "" : word + string.Join(", ", ports.Value.Select(static p => p.Text));
    }

    private static string CommentOf(Text? doc) => doc is WrittenText written ? written.Source.Text : "";

    public static string LastOf(string path) => path[(path.LastIndexOf(':') + 1)..];

    private static NativeAggregate? AggregateOf(string path, string name) =>
        path.StartsWith("aggr::", StringComparison.Ordinal) ? FunctionRegistry.FindAggregate($"{LastOf(path)}::{name}") : null;

    private static FunctionDocument Function(string prefix, string name, IReadOnlyList<string> parameters, string? doc, NativeFunction? native)
    {
        var attributes = native?.Overloads.SelectMany(static o => o.Method.GetCustomAttributes<ExampleAttribute>()) ?? [];
        var documented = attributes.Select(static e => new ExampleDocument(e.Call, e.Result));
        return new FunctionDocument(
            name, [.. parameters.Select(p => $"{prefix}{name}({p})")], WithoutExamples(doc), [.. documented, .. Examples(doc)],
            native?.Warning, native?.IsConstant ?? true);
    }

    private static string Signature(IReadOnlyList<FnParameter> parameters, bool isVariadic) =>
        string.Join(", ", parameters.Select(static p => p.Name).Concat(isVariadic ? ["..."] : []));

    /// <summary>The arguments of an aggregate, those that may be left out in brackets.</summary>
    private static string Optional(IReadOnlyList<FnParameter> parameters, AggregateAttribute attribute)
    {
        var text = new StringBuilder();
        for (var i = 0; i < attribute.MaxArity; i++)
        {
            if (i >= attribute.MinArity) text.Append(i == 0 ? "[" : "[, ");
            else if (i > 0) text.Append(", ");
            text.Append(i < parameters.Count ? parameters[i].Name : "value");
            if (i >= attribute.MinArity) text.Append(']');
        }

        return text.ToString();
    }

    /// <summary>One for each overload of the built-in function: names from the declaration, types from the method.</summary>
    private static IEnumerable<string> Signatures(IntrinsicStatement intrinsic, NativeFunction native)
    {
        foreach (var overload in native.Overloads)
        {
            var arguments = overload.Method.GetParameters().Where(static p => p.ParameterType != typeof(CallContext)).ToArray();
            yield return string.Join(", ", arguments.Select((argument, at) =>
                argument.ParameterType == typeof(ReadOnlySpan<Value>) ? "..."
                : $"{(at < intrinsic.Parameters.Count ? intrinsic.Parameters[at].Name : argument.Name)}: {TypeOf(argument)}"));
        }
    }

    private static string TypeOf(ParameterInfo argument)
    {
        if (argument.GetCustomAttribute<IsAttribute>() is { } wanted)
            return wanted.Kinds == Kinds.Binary ? "bytes" : wanted.Kinds.ToString().ToLowerInvariant();
        if (argument.ParameterType == typeof(ReadOnlySpan<byte>)) return "string";
        if (argument.ParameterType == typeof(bool)) return "bool";
        if (argument.ParameterType == typeof(double)) return "number";
        if (argument.ParameterType == typeof(long)) return "integer";
        return argument.ParameterType == typeof(ulong) ? "unsigned" : "any";
    }

    /// <summary>The text of an expression on one line.</summary>
    private static string TextOf(SourceText source, Expression expression) => Blanks().Replace(source.Text[expression.Span.Start..expression.Span.End], " ");

    private static string WithoutExamples(string? doc) =>
        doc is null ? "" : string.Join('\n', doc.Split('\n').Where(static l => !l.StartsWith(ExampleMark, StringComparison.Ordinal))).Trim();

    private static List<ExampleDocument> Examples(string? doc)
    {
        var examples = new List<ExampleDocument>();
        foreach (var line in (doc ?? "").Split('\n'))
        {
            if (!line.StartsWith(ExampleMark, StringComparison.Ordinal)) continue;
            var arrow = line.LastIndexOf(" -> ", StringComparison.Ordinal);
            if (arrow > 0) examples.Add(new ExampleDocument(line[ExampleMark.Length..arrow].Trim(), line[(arrow + 4)..].Trim()));
        }

        return examples;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}

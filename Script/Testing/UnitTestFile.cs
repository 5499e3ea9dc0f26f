using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Compiler;
using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Interpreter;
using Tremor.Dataflow.Script.Syntax;
using Tremor.Dataflow.Script.Syntax.Parsing;

namespace Tremor.Dataflow.Script.Testing;

/// <summary>
/// The test suites of a script (spec: stdlib 8): its calls of <c>test::suite</c> at the top level, read from the syntax tree. Functions and constants
/// of the file are visible in tests, variables are not; nothing else of the file is run. Calls that are constant fold away
/// like everywhere else, and are no suites or tests then.
/// </summary>
public sealed class UnitTestFile
{
    /// <summary>The alias under which the functions of <c>std::test</c> are known.</summary>
    private const string Alias = "test";

    private readonly SourceText _source;
    private readonly Compilation _compilation;
    private readonly CodeBuilder _builder;
    private readonly List<UnitTestSuite> _suites = [];

    private UnitTestFile(ParsedScript script, ScriptSurroundings surroundings)
    {
        _source = script.Source;
        _compilation = new Compilation(surroundings.Modules, new CallContext());
        var scope = new NameScope();
        _builder = new CodeBuilder(new BodyContext(_compilation, scope, _source, null) { Args = surroundings.Args });
        foreach (var statement in script.Tree.Statements)
        {
            if (statement is not ExpressionStatement { Expression: var expression }) _compilation.Define(statement, _source, scope, isModule: false);
            else if (expression is CallExpression { Prefix: [Alias], Name: "suite" } call && !Fold(call).IsConstant) AddSuite(call);
        }
    }

    /// <summary>In the order of the file.</summary>
    public IReadOnlyList<UnitTestSuite> Suites => _suites;

    /// <summary>The first suite that is none: its argument or its <c>tests</c> are not written in place.</summary>
    public Diagnostic? Malformed { get; private set; }

    /// <summary>Compiles a file as any script, and finds its suites.</summary>
    /// <param name="findings">Gets errors and warnings.</param>
    /// <returns>Null when there is an error among the findings.</returns>
    public static UnitTestFile? Compile(SourceText source, ScriptSurroundings surroundings, List<Diagnostic> findings)
    {
        // What is wrong with the file as a script is said in the words and the order of the compiler.
        if (ScriptSyntax.Script(source, isFile: true, findings) is not { } script || ScriptCompiler.Compile(script, surroundings, findings) is null) return null;
        return TextBoundary.Guard(source, findings, () => new UnitTestFile(script, surroundings));
    }

    private void AddSuite(CallExpression call)
    {
        if (call.Arguments is not [RecordExpression spec])
        {
            Malformed ??= Misuse(call, "A suite is described by one record that is written in place: `test::suite({\"name\": .., \"tags\": [..], \"tests\": [..]})`");
            return;
        }

        // Without tags it is ignored (spec: stdlib 8.2).
        if (Field(spec, "tags") is not { } tags) return;
        if (Field(spec, "tests") is not ArrayExpression list)
        {
            Malformed ??= Misuse(Field(spec, "tests") ?? spec, "A suite has `tests`, a list that is written in place: `\"tests\": [test::test({..}), ..]`");
            return;
        }

        var tests = new List<UnitTest>();
        if (!TryReadTags(tags, out var names, out var error)) tests.Add(new UnitTest(SpanOf(tags), TextOf(tags), error!));
        foreach (var item in list.Items)
        {
            // A `test` of another alias is not the one that is meant; any other call with one argument describes a test.
            if (item is not CallExpression { Arguments.Count: 1 } test || (test.Name == "test" && test.Prefix is not [Alias]) || Fold(test).IsConstant)
                continue;
            AddTest(test, tests);
        }

        _suites.Add(new UnitTestSuite(NameOf(spec), names, tests));
    }

    private void AddTest(CallExpression call, List<UnitTest> tests)
    {
        if (call.Arguments[0] is not RecordExpression spec)
        {
            var error = Misuse(call.Arguments[0], "A test is described by a record that is written in place: `test::test({\"name\": .., \"test\": test::assert(..)})`");
            tests.Add(new UnitTest(SpanOf(call), TextOf(call), error));
            return;
        }

        if (Field(spec, "test") is not { } expression) return;
        IReadOnlyList<string> names = [];
        if (Field(spec, "tags") is { } tags && !TryReadTags(tags, out names, out var failure)) tests.Add(new UnitTest(SpanOf(tags), TextOf(tags), failure!));
        else tests.Add(new UnitTest(NameOf(spec), names, SpanOf(expression), TextOf(expression), Compile(expression)));
    }

    /// <summary>The value of a field of a description; the last one of that name counts, as in any record.</summary>
    private static Expression? Field(RecordExpression spec, string name) => spec.Fields.LastOrDefault(f => f.Key.Constant == name)?.Value;

    private string NameOf(RecordExpression spec) =>
        Field(spec, "name") is { } name && Fold(name) is { IsConstant: true, Constant: var text } ? Display.ToText(text) : "";

    private bool TryReadTags(Expression expression, out IReadOnlyList<string> tags, out Diagnostic? error)
    {
        var instance = Compile(expression).NewInstance(new CallContext());
        var (payload, meta, state) = (Value.EmptyRecord, Value.EmptyRecord, Value.EmptyRecord);
        var outcome = instance.Run(ref payload, ref meta, ref state);
        error = outcome == ScriptOutcome.Error ? instance.Error : null;
        tags = [];
        if (outcome == ScriptOutcome.Emit && instance.Value.IsArray)
            tags = [.. Enumerable.Range(0, instance.Value.Count).Select(i => Display.ToText(instance.Value[i]))];
        return error is null;
    }

    private CompiledScript Compile(Expression expression) =>
        new(Fold(expression), new Site(_source, expression.Span), _builder.Variables.FrameSize, _compilation.Caches, []);

    private Code Fold(Expression expression) => _compilation.NewFolder(isStrict: true, new Site(_source, expression.Span)).Fold(_builder.Build(expression));

    private SourceSpan SpanOf(SyntaxNode node) => _source.SpanOf(node.Span);

    private string TextOf(SyntaxNode node) => _source.Text[node.Span.Start..node.Span.End];

    private Diagnostic Misuse(SyntaxNode node, string message) =>
        new ScriptError(ErrorKind.Generic, new Site(_source, node.Span), message).ToDiagnostic();
}

using System.Reflection;
using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Compiler;
using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Interpreter;
using Tremor.Dataflow.Script.Syntax.Parsing;

namespace Tremor.Dataflow.Script.Documentation;

/// <summary>A kind of error or class of warning.</summary>
/// <param name="Code">As diagnostics print it.</param>
/// <param name="When">When it occurs.</param>
/// <param name="Advice">What to do; Markdown.</param>
internal sealed record FindingDocument(string Code, string When, string Advice, IReadOnlyList<FindingExample> Examples)
{
    public static IReadOnlyList<FindingDocument> Errors { get; } = [.. Enum.GetValues<ErrorKind>().Select(static k => Of(k, k.ToString()))];

    public static IReadOnlyList<FindingDocument> Warnings { get; } =
        [.. Enum.GetValues<WarningClass>().Select(static c => Of(c, c.ToString().ToLowerInvariant()))];

    private static FindingDocument Of<T>(T kind, string code)
        where T : struct, Enum
    {
        var examples = typeof(T).GetField(kind.ToString())!.GetCustomAttributes<ProvokedByAttribute>().Select(static a => new FindingExample(a));
        return new FindingDocument(
            code, DocumentationReader.Summary(typeof(T), kind) ?? "",
            string.Join("\n\n", DocumentationReader.RemarkParagraphs(typeof(T), kind)), [.. examples]);
    }
}

/// <summary>A script that shows a finding.</summary>
internal sealed class FindingExample(ProvokedByAttribute attribute)
{
    public string Script => attribute.Script;

    /// <summary>The event that it runs on, as JSON.</summary>
    public string Event => attribute.Event;

    /// <summary>The text of <c>shop.tremor</c> beside the script; null for none.</summary>
    public string? Shop => attribute.Shop;

    /// <summary>Compiles and runs the script.</summary>
    /// <returns>The error, or without one the first warning; null when there is neither.</returns>
    public Diagnostic? Run()
    {
        var findings = new List<Diagnostic>();
        var source = new SourceText("script.tremor", Script);
        var surroundings = new ScriptSurroundings { Modules = new ShopModule(Shop) };
        var compiled = attribute.IsTarget ? Target()
            : attribute.IsClause ? ScriptCompiler.CompileClause(source, surroundings, findings)
            : ScriptCompiler.Compile(source, surroundings, findings);
        if (compiled is null) return findings.Find(static f => f.Severity == Severity.Error);
        var instance = compiled.NewInstance(new CallContext());
        var (payload, meta, state) = (JsonText.Parse(Event), Value.EmptyRecord, Value.Null);
        return instance.Run(ref payload, ref meta, ref state) == ScriptOutcome.Error ? instance.Error : findings.FirstOrDefault();

        CompiledScript? Target() => ScriptSyntax.Clause(source, findings) is { } clause ? ScriptCompiler.CompileSelection(clause, null, [], surroundings, findings)?.Target : null;
    }

    private sealed class ShopModule(string? text) : IModuleResolver
    {
        private readonly SourceText? _source = text is null ? null : new SourceText("shop.tremor", text);

        public IReadOnlyList<string> SearchPath => ["/etc/tremor/lib"];

        public SourceText? Find(string path) => path == "shop" ? _source : null;
    }
}

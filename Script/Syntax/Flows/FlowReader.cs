using System.Runtime.CompilerServices;
using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Syntax.Lexing;
using Tremor.Dataflow.Script.Syntax.Parsing;

namespace Tremor.Dataflow.Script.Syntax.Flows;

/// <summary>From text to definitions: queries, flows and modules.</summary>
internal static class FlowReader
{
    private static readonly ConditionalWeakTable<SourceText, ModuleFile> s_modules = [];

    /// <summary>A query of its own (spec: query 3).</summary>
    /// <param name="name">The name of the pipeline.</param>
    /// <exception cref="ScriptException">With the lexical errors, else the syntax errors; never with an error that only follows from another.</exception>
    public static PipelineDefinition Query(SourceText source, string name)
    {
        var parts = new Composition(source);
        return parts.Complete(() => parts.Queries.Query(name));
    }

    /// <summary>Flows and their deployments (spec: troy A1).</summary>
    /// <inheritdoc cref="Query"/>
    public static DefinitionDocument Document(SourceText source)
    {
        var parts = new Composition(source);
        return parts.Complete(parts.Flows.Document);
    }

    /// <summary>A module (spec: language 2.2, query 4). The same text is read once.</summary>
    /// <inheritdoc cref="Query"/>
    public static ModuleFile Module(SourceText source) => s_modules.GetValue(source, static s =>
    {
        var parts = new Composition(s);
        return parts.Complete(parts.Modules.Module);
    });

    /// <summary>The parts of a parser over one text.</summary>
    private readonly struct Composition
    {
        private readonly Recovery _recovery;

        public Composition(SourceText source)
        {
            var tokens = new TokenStream(source, Lexer.Tokenize(source), FlowBlocks.Table);
            _recovery = new Recovery(tokens);
            var expressions = new ExpressionParser(tokens, _recovery);
            var parts = new PartParser(tokens, _recovery, expressions);
            Queries = new QueryParser(parts);
            Flows = new TroyParser(parts, Queries);
            Modules = new ModuleParser(parts, Queries, Flows, new DefinitionParser(tokens, _recovery, expressions));
        }

        public QueryParser Queries { get; }

        public TroyParser Flows { get; }

        public ModuleParser Modules { get; }

        public T Complete<T>(Func<T> parse) => _recovery.Complete(parse);
    }
}

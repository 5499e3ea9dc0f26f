using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Events;
using Tremor.Dataflow.Engine.Plans;

namespace Tremor.Dataflow.Engine.Resolving;

/// <summary>A pipeline's graph, checked, and its ports.</summary>
/// <param name="AreLinksSound">Without all links, here and in nested pipelines, nobody can say what is unused.</param>
internal sealed record ResolvedPipeline(
    Name Alias,
    PipelineGraph Graph,
    IReadOnlyDictionary<string, GraphNode> Inputs,
    IReadOnlyDictionary<string, GraphNode> Outputs,
    TimeSpan? MetricsInterval,
    bool AreLinksSound)
{
    /// <summary>Outputs by which errors of its own nodes may leave.</summary>
    public required IReadOnlySet<string> ErrorOutputs { get; init; }

    /// <summary>The outputs by which errors may leave: its own, those that come in by <paramref name="inputs"/>, and whatever leaves by <c>err</c>.</summary>
    public IEnumerable<string> ErrorOutputsFor(IEnumerable<string> inputs)
    {
        var reached = ErrorPaths.Reached(Graph, inputs.Select(i => Inputs[i]));
        return Outputs.Where(o => reached.Contains(o.Value) || (o.Value.IsFed && Port.Err.Name.Equals(o.Key, StringComparison.OrdinalIgnoreCase))).Select(static o => o.Key);
    }

    public PipelinePlan ToPlan() => Graph.ToPlan(Alias.Text) with { MetricsInterval = MetricsInterval, Place = Alias.Place.Span };
}

/// <summary>The place of a pipeline.</summary>
internal enum PipelineUse
{
    /// <summary>Part of a flow: its ports are connected.</summary>
    Flow,

    /// <summary>A node of another pipeline.</summary>
    Nested,

    /// <summary>On its own: all that it emits is read.</summary>
    Query,
}

/// <summary>Turns the definition of a pipeline and its arguments into a graph (spec: query 4, query 6, query 9, troy B4).</summary>
internal sealed class PipelineResolver
{
    private static readonly SettingScope s_directive = new(null, "the config of a pipeline", []);

    private readonly ResolveContext _context;
    private readonly PipelineUse _use;
    private readonly Name _alias;
    private readonly string _path;
    private readonly PipelineDefinition _definition;
    private readonly DefinitionFindings _findings;
    private readonly DefinitionFindings _shape;
    private readonly Imports _imports;
    private readonly SettingScope _scope;
    private readonly DefinitionTable _definitions = new();
    private readonly Dictionary<string, WindowDefinition> _windows = [];
    private readonly PipelineGraph _graph = new();
    private readonly Dictionary<string, GraphNode> _inputs = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, GraphNode> _outputs = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, GraphNode> _implicitInputs = [];
    private readonly Dictionary<string, LinkTarget> _targets = [];
    private readonly Dictionary<GraphNode, Place> _places = [];
    private readonly List<GraphNode> _declared = [];
    private readonly List<(Name Name, ResolvedPipeline Pipeline)> _nested = [];

    /// <summary>The findings about a node; they are errors only if what stands for it in the graph is not pruned as a whole.</summary>
    private readonly List<Conditional> _conditional = [];

    private bool _areLinksSound;

    private PipelineResolver(
        ResolveContext context, Name alias, string path, PipelineDefinition definition, ArgumentSet arguments, DefinitionFindings findings, DefinitionFindings shape,
        PipelineUse use)
    {
        _use = use;
        _context = context;
        _alias = alias;
        _path = path;
        _definition = definition = WithQuery(context, definition, findings);
        _findings = findings;
        _shape = shape;
        _imports = Imports.Of(context, definition.Uses, findings);
        _scope = new(arguments, "the pipeline", _imports.Uses);
        _areLinksSound = definition.IsWhole;
        _definitions.Add(CreationKind.Operator, definition.OperatorDefinitions, findings);
        _definitions.Add(CreationKind.Script, definition.ScriptDefinitions, findings);
        _definitions.Add(CreationKind.Pipeline, definition.PipelineDefinitions, findings);
        foreach (var window in definition.WindowDefinitions)
            if (!_windows.TryAdd(window.Name.Text, window)) findings.Error(window.Place, DefinitionErrorKind.DuplicateName, DefinitionTable.Twice("window", window.Name), phase: Phase.Checking);
    }

    /// <param name="path"><c>flow::pipeline</c>, for messages.</param>
    /// <param name="shape">Gets what is wrong with operators, which is wrong whether they run or not; the other findings where it is left out.</param>
    public static ResolvedPipeline Resolve(
        ResolveContext context, Name alias, string path, PipelineDefinition definition, ArgumentSet arguments, DefinitionFindings findings,
        DefinitionFindings? shape = null, PipelineUse use = PipelineUse.Flow) =>
        new PipelineResolver(context, alias, path, definition, arguments, findings, shape ?? findings, use).Resolve();

    /// <summary>A query that is a pipeline of its own, whose directives may name its ports (spec: query 6, query 8).</summary>
    public static PipelinePlan ResolveQuery(ResolveContext context, PipelineDefinition query, DefinitionFindings findings)
    {
        var definition = WithPorts(context, query, findings);
        return Resolve(context, definition.Name, definition.Name.Text, definition, ArgumentSet.None, findings, use: PipelineUse.Query).ToPlan();
    }

    /// <summary>A query with the name and ports that its directives give it.</summary>
    public static PipelineDefinition WithPorts(ResolveContext context, PipelineDefinition query, DefinitionFindings findings)
    {
        var directives = query.Directives.ToList();
        var inputs = TakePorts("from");
        var outputs = TakePorts("into");
        var id = Take("id") is { } named && context.Settings.Evaluate(named.Value, s_directive, findings).Value.AsText() is { } text ? query.Name with { Text = text } : query.Name;
        return query with { Name = id, Directives = [.. directives], Inputs = inputs, Outputs = outputs };

        Parts<Name>? TakePorts(string name)
        {
            if (Take(name) is not { } directive || context.Settings.Evaluate(directive.Value, s_directive, findings).Value.AsText() is not { } list) return null;
            return [.. list.Split(',', StringSplitOptions.TrimEntries).Select(p => new Name(p, directive.Value.Place))];
        }

        Field? Take(string name)
        {
            if (directives.FindLast(d => d.Key.Text == name) is not { } found) return null;
            directives.RemoveAll(d => d.Key.Text == name);
            return found;
        }
    }

    /// <summary>The statements of its query are parts of the pipeline, behind its own.</summary>
    public static PipelineDefinition WithQuery(ResolveContext context, PipelineDefinition definition, DefinitionFindings findings)
    {
        if (definition.Query is not { } text) return definition;
        if (context.Texts.ResolveSource(text, findings) is not { } source) return definition with { IsWhole = false };
        var found = new List<Diagnostic>();
        var query = context.Script.ReadQuery(source, definition.Name.Text, found);
        ResolveContext.TakeScriptFindings(found, text.Place, findings);
        if (query is null) return definition with { IsWhole = false };
        foreach (var directive in query.Directives)
            findings.Error(directive.Key.Place, DefinitionErrorKind.Generic, "the query of a pipeline has no directives", $"write \"config\": {{\"{directive.Key}\": ...}}");
        return definition with
        {
            Uses = [.. definition.Uses, .. query.Uses],
            WindowDefinitions = [.. definition.WindowDefinitions, .. query.WindowDefinitions],
            OperatorDefinitions = [.. definition.OperatorDefinitions, .. query.OperatorDefinitions],
            ScriptDefinitions = [.. definition.ScriptDefinitions, .. query.ScriptDefinitions],
            PipelineDefinitions = [.. definition.PipelineDefinitions, .. query.PipelineDefinitions],
            Nodes = [.. definition.Nodes, .. query.Nodes],
            Links = [.. definition.Links, .. query.Links],
        };
    }

    private ResolvedPipeline Resolve()
    {
        AddPorts(_definition.Inputs, ["in"], NodePlan.Input, _inputs);
        AddPorts(_definition.Outputs, ["out", "err"], NodePlan.Output, _outputs);
        var metricsInterval = ResolveDirectives();
        var nodes = new NodeResolver(_context, _path);
        foreach (var node in _definition.Nodes) AddNode(node, nodes);
        CheckUnused(nodes);

        var windows = new WindowResolver(_context, _windows, _imports, _scope with { Arguments = null, Where = "a window" }, _findings);
        var links = new LinkResolver(_context, _graph, _targets, ImplicitPort, windows, _scope, _findings);
        links.Resolve(_definition.Links);
        windows.CheckUnused();
        _areLinksSound &= links.AreSound;
        Check();
        foreach (var (found, users) in windows.Made) _findings.Take(found, isIdle: users.All(static u => u.IsPruned));
        var reached = ErrorPaths.Reached(_graph, []);
        return new(_alias, _graph, _inputs, _outputs, metricsInterval, _areLinksSound)
        {
            ErrorOutputs = _outputs.Where(o => reached.Contains(o.Value)).Select(static o => o.Key).ToHashSet(),
        };
    }

    private void AddPorts(Parts<Name>? declared, string[] standard, Func<string, NodePlan> plan, Dictionary<string, GraphNode> ports)
    {
        foreach (var (name, place) in declared?.Select(static n => (n.Text, n.Place)) ?? standard.Select(n => (n, _definition.Place)))
        {
            var port = new GraphNode(plan(name) with { Place = place.Span });
            if (!ports.TryAdd(name, port) || !_targets.TryAdd(name, new NodeTarget(port)))
            {
                _findings.Error(place, DefinitionErrorKind.QueryNodeDuplicateName, PipelineGraph.InUse(name));
                continue;
            }

            _graph.Add(port);
            _places.Add(port, place);
        }
    }

    private TimeSpan? ResolveDirectives()
    {
        TimeSpan? interval = null;
        foreach (var (name, setting) in _definition.Directives)
        {
            var evaluated = _context.Settings.Evaluate(setting, s_directive, _findings);
            if (name.Text != "metrics_interval_s")
                _findings.Warning(name.Place, $"the pipeline setting {name} has no effect", _findings.Hint(name.Text, ["metrics_interval_s"], "settings"));
            else if (evaluated.Value.TryGetInt64(out var seconds) && seconds is >= 0 and <= int.MaxValue) interval = TimeSpan.FromSeconds(seconds);
            else if (evaluated.IsKnown) _findings.Warning(setting.Place, "metrics_interval_s has no effect: it takes a number of seconds, 0 or more");
        }

        return interval;
    }

    /// <summary>
    /// The port behind <c>into out/name</c> or <c>from in/name</c> of a query: a declared output of that name, else one that nobody else can read or feed
    /// (spec: query 6). Null where it cannot be, which is reported.
    /// </summary>
    private GraphNode? ImplicitPort(Endpoint endpoint, string port, bool isOutput)
    {
        var name = port.ToLowerInvariant();
        if (isOutput && _outputs.TryGetValue(name, out var declared)) return declared;
        if (!isOutput && _implicitInputs.TryGetValue($"{endpoint.Node}/{name}", out var known)) return known;
        if (_use == PipelineUse.Nested)
        {
            _findings.Error(endpoint.Place, PipelineGraph.NoSuchPort, $"invalid sub graph bad {(isOutput ? "output" : "input")} port {endpoint.Node}/{port}");
            return null;
        }

        if (!isOutput) _findings.Warning(endpoint.Place, $"nothing can be sent to {endpoint.Node}/{port}: this is never fed");
        else if (_use == PipelineUse.Flow) _findings.Warning(endpoint.Place, $"what goes into {endpoint.Node}/{port} is dropped: a flow can only connect declared outputs", AddIt());
        var added = _graph.Add(new((isOutput ? NodePlan.Output(name) : NodePlan.Input($"{endpoint.Node}/{name}")) with { Place = endpoint.Place.Span }));
        if (isOutput) _outputs.Add(name, added);
        else _implicitInputs.Add(added.Name, added);
        return added;

        string AddIt() => $"declare it: `into {string.Join(", ", _outputs.Keys.Append(name))}`";
    }

    /// <param name="BuiltAt">The order of the statement that creates the nodes; null where the places of the findings say it.</param>
    private sealed record Conditional(IReadOnlyCollection<GraphNode> Nodes, DefinitionFindings Findings, int? BuiltAt);

    private void AddNode(Creation node, NodeResolver nodes)
    {
        var name = node.Name.Text;
        if (node is { Kind: not CreationKind.Stream, From: null, Definition: null })
        {
            _targets.TryAdd(name, LinkTarget.Unknown);
            return;
        }

        if (_targets.ContainsKey(name))
        {
            var isText = node.Name.Place.Pointer is null;
            var clashesWithPort = node.Kind == CreationKind.Stream && (_inputs.ContainsKey(name) || _outputs.ContainsKey(name)) && !(isText && _use == PipelineUse.Query);
            if (clashesWithPort) _findings.Error(node.Name.Place, DefinitionErrorKind.QueryNodeDuplicateName, "Streams cannot share names with from/into ports", phase: Phase.Checking);
            else if (isText && node.Kind == CreationKind.Stream) _findings.Error(node.Name.Place, DefinitionErrorKind.DoubleStream, DefinitionTable.Twice("stream", node.Name));
            else _findings.Error(node.Name.Place, DefinitionErrorKind.QueryNodeDuplicateName, PipelineGraph.InUse(name));
            return;
        }

        if (node.Kind == CreationKind.Stream) Declare(node, NodePlan.Stream(name), new());
        else if (FindDefinition(node) is { } found) Create(node, found.Definition, found.Scope ?? _scope, nodes);
        else _targets.Add(name, LinkTarget.Unknown);
    }

    /// <summary>The definition in place, or the one that is meant; null where there is none, which is reported.</summary>
    private FoundDefinition? FindDefinition(Creation node)
    {
        if (node is not { Kind: { } kind }) return null;
        if (node.Definition is { } inline)
        {
            if (_definitions.Find(kind, inline.Name.Text) is { } twice)
                _findings.Error(node.Name.Place, DefinitionErrorKind.DuplicateName, DefinitionTable.Twice(kind.Word(), node.Name), OtherOne(twice, $"\"from\": \"{node.Name}\""));
            return new(inline, null);
        }

        var from = node.From!;
        if (from.Text.Contains("::"))
        {
            return kind switch
            {
                CreationKind.Operator => _imports.Find<OperatorDefinition>(from, kind.Word(), _findings),
                CreationKind.Script => _imports.Find<ScriptDefinition>(from, kind.Word(), _findings),
                _ => _imports.Find<PipelineDefinition>(from, kind.Word(), _findings),
            };
        }

        if (_definitions.Find(kind, from.Text) is { } found)
        {
            _definitions.MarkUsed(found);
            return new(found, null);
        }

        var message = kind switch
        {
            CreationKind.Operator => $"operator not found: {from}",
            CreationKind.Script => $"The script `{from}` is not defined",
            _ => $"Unknown pipeline `{from}`",
        };
        var isJson = from.Place.Pointer is not null;
        var hint = _findings.Hint(from.Text, _definitions.Names(kind), isJson ? $"{kind.Word()}s in \"define\"" : $"defined {kind.Word()}s")
            ?? (isJson ? $"define it in \"define\": {{\"{kind.Word()}s\": ...}}" : $"define it: `define {kind.Word()} {from}`");
        _findings.Error(from.Place, DefinitionErrorKind.NotDefined, message, hint);
        return null;
    }

    internal static string OtherOne(Definition twice, string creation) =>
        $"the other one is at line {twice.Name.Place.Span?.Start.Line}; write {creation} to create it";

    /// <param name="scope">What the definition sees.</param>
    private void Create(Creation node, Definition definition, SettingScope scope, NodeResolver nodes)
    {
        var giver = new Giver(node.With, _scope with { Where = $"the pipeline around \"{node.Name}\"" }, Giver.PlaceOf(node.Name)) { Order = OrderOf(node) };
        var findings = new DefinitionFindings();
        var shape = ShapeOf(definition, findings);
        switch (definition)
        {
            case OperatorDefinition @operator:
                Declare(node, nodes.ResolveOperator(node.Name, @operator, giver, scope, shape), findings);
                break;
            case ScriptDefinition script:
                Declare(node, nodes.ResolveScript(node.Name, script, giver, scope, shape), findings);
                break;
            case PipelineDefinition pipeline:
                if (ResolveNested(node.Name, pipeline, giver, scope, findings) is not { } nested)
                {
                    _targets.Add(node.Name.Text, LinkTarget.Unknown);
                    _areLinksSound = false;
                    break;
                }

                _graph.Inline(node.Name.Text, nested.Graph);
                _nested.Add((node.Name, nested));
                _targets.Add(node.Name.Text, new NestedTarget(nested.Inputs, nested.Outputs) { Created = node.Place });
                _conditional.Add(new([.. nested.Inputs.Values], findings, OrderOf(node)));
                _areLinksSound &= nested.AreLinksSound;
                break;
        }
    }

    /// <summary>What is wrong with the operators and scripts of JSON is wrong whether they run or not.</summary>
    private DefinitionFindings ShapeOf(Definition definition, DefinitionFindings findings) => definition.Place.IsText ? findings : _shape;

    private static int? OrderOf(Creation node) => node.Place.IsText ? node.Place.Order : null;

    private void Declare(Creation node, NodePlan plan, DefinitionFindings findings)
    {
        var declared = _graph.Add(new(plan with { Place = node.Place.Span }));
        _places.Add(declared, node.Place);
        _declared.Add(declared);
        _targets.Add(node.Name.Text, new NodeTarget(declared) { Created = node.Place });
        _conditional.Add(new([declared], findings, OrderOf(node)));
    }

    /// <returns>Null when there are too many, which is reported.</returns>
    private ResolvedPipeline? ResolveNested(Name name, PipelineDefinition definition, Giver giver, SettingScope scope, DefinitionFindings findings)
    {
        if (!_context.TakeNestedPipeline())
        {
            _findings.Error(name.Place, DefinitionErrorKind.TooManyPipelines, $"the definition nests more than {ResolveContext.MaxNestedPipelines} pipelines");
            return null;
        }

        var arguments = new Parameters(_context, definition.Parameters).Supply(giver, scope, ArgumentTexts.NestedPipeline, findings);
        return Resolve(_context, name, $"{_path}/{name}", definition, arguments, findings, _shape, PipelineUse.Nested);
    }

    /// <summary>Definitions that nobody creates are checked as far as that goes without arguments.</summary>
    private void CheckUnused(NodeResolver nodes)
    {
        foreach (var (_, definition) in _definitions.Unused)
        {
            if (definition is OperatorDefinition @operator)
            {
                var unused = new DefinitionFindings();
                nodes.ResolveOperator(definition.Name, @operator, Giver.Nobody, _scope, unused);
                _findings.Take(unused, isIdle: definition.Place.IsText);
            }
            else if (definition is ScriptDefinition script) nodes.ResolveScript(definition.Name, script, Giver.Nobody, _scope, _findings);
            else if (definition is PipelineDefinition pipeline) ResolveNested(definition.Name, pipeline, Giver.Nobody, _scope, _findings);
        }
    }

    private void Check()
    {
        if (_areLinksSound)
        {
            _graph.Prune();
            WarnOfUnused();
        }

        var isReported = false;
        foreach (var (nodes, findings, builtAt) in _conditional)
        {
            var isIdle = nodes.Count > 0 && nodes.All(static n => n.IsPruned);
            _findings.Take(findings, isIdle, builtAt);
            isReported |= !isIdle && findings.HasError(PipelineGraph.Cyclic);
        }

        // A cycle in a nested pipeline is one here as well.
        if (isReported) return;
        if (_graph.FindCycle() is not { } cycle)
        {
            if (!_areLinksSound || _findings.ErrorCount > 0) return;
            WarnOfLostErrors();
            WarnOfUnreadPorts();
            WarnOfWaiting();
            return;
        }

        var place = cycle.Select(_places.GetValueOrDefault).FirstOrDefault(static p => p is not null) ?? _definition.Place;
        _findings.Error(place, PipelineGraph.Cyclic, PipelineGraph.Shown(cycle), PipelineGraph.CycleHint);
    }

    private void WarnOfUnused()
    {
        foreach (var node in _declared.Where(static n => n.IsPruned))
        {
            var reason = node.Incoming.Count == 0 ? "is never fed" : node.Outgoing.Count == 0 ? "is never read" : "is connected only to nodes that do not run";
            Warn(node, $"the node \"{node.Name}\" {reason}: it does not run");
        }

        foreach (var input in _inputs.Values.Where(static i => !i.IsRead))
            Warn(input, $"the input \"{input.Name}\" is never read: what is sent to it is dropped");
        if (_definition.Outputs is not null)
        {
            // Those that were not written are there for who wants them.
            foreach (var output in _outputs.Values.Where(o => !o.IsFed && _places[o].Span is not null)) Warn(output, $"the output \"{output.Name}\" is never fed");
        }
        else if (!_outputs.Values.Any(static o => o.IsFed))
        {
            Warn(_outputs.Values.First(), "nothing leads to an output: the pipeline drops all events");
        }

        void Warn(GraphNode node, string message) => _findings.Warning(_places.GetValueOrDefault(node) ?? _definition.Place, message);
    }

    private void WarnOfLostErrors()
    {
        foreach (var node in _declared.Where(static n => ErrorPaths.MayFail(n) && !ErrorPaths.HasReader(n))) Warn(_places.GetValueOrDefault(node), node.Plan.Kind, node.Name, "err");
        foreach (var (name, nested) in _nested)
        {
            if (nested.Inputs.Values.All(static i => i.IsPruned)) continue;
            foreach (var (port, _) in nested.Outputs.Where(o => o.Value.IsPruned && nested.ErrorOutputs.Contains(o.Key))) Warn(name.Place, "pipeline", name.Text, port);
        }

        void Warn(Place? place, string kind, string name, string port) => _findings.Warning(
            place ?? _definition.Place, $"errors of the {kind} \"{name}\" are lost: nothing reads {name}/{port}",
            place?.IsText == true ? $"write `select event from {name}/{port} into err`, or into another output" : $"link \"{name}/{port}\" to an output, such as \"err\"");
    }

    /// <summary>What counts how long answers take stands behind what makes them late: they come when a batch or a window is let go (spec: troy B5).</summary>
    private void WarnOfWaiting()
    {
        foreach (var node in _declared.Where(static n => !n.IsPruned && n.Plan.Kind is "qos::backpressure" or "qos::percentile"))
        {
            if (GraphSearch.Behind(node).FirstOrDefault(Holds) is not { } holder) continue;
            var what = holder.Plan.Work is SelectWork ? "a window" : $"\"{holder.Name}\" ({holder.Plan.Kind})";
            _findings.Warning(
                _places.GetValueOrDefault(node) ?? _definition.Place,
                $"{what} behind \"{node.Name}\" holds events, and {node.Plan.Kind} counts that as time that the target takes", $"put \"{node.Name}\" behind it");
        }

        static bool Holds(GraphNode node) => node.Plan is { Kind: "generic::batch" } or { Work: SelectWork { Select.Windows.Count: > 0 } };
    }

    /// <summary>Ports that scripts emit on by name and nobody reads. Of <c>err</c> it is said before.</summary>
    private void WarnOfUnreadPorts()
    {
        foreach (var node in _declared.Where(static n => !n.IsPruned))
        {
            var unread = node.Plan.Emits.Where(p => !p.Equals(Port.Err) && !node.Outgoing.Exists(e => e.FromPort.Equals(p)));
            foreach (var port in unread.OrderBy(static p => p.Name, StringComparer.Ordinal))
            {
                var read = node.Outgoing.Where(static e => !e.To.IsPruned).Select(static e => e.FromPort.Name).Distinct();
                _findings.Warning(
                    _places.GetValueOrDefault(node) ?? _definition.Place,
                    $"what the {node.Plan.Kind} \"{node.Name}\" emits on `{port}` is dropped: nothing reads {node.Name}/{port}",
                    NearestName.FindWithin(2, port.Name, read) is { } near ? $"did you mean `{near}`?" : $"link \"{node.Name}/{port}\"; `drop` ends an event on purpose");
            }
        }
    }
}

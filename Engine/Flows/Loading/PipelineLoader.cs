using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Definitions.Json;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Plans;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Flows.Loading;

/// <summary>A pipeline's graph, checked, and its ports.</summary>
/// <param name="AreLinksSound">Without all links, here and in nested pipelines, nobody can say what is unused.</param>
internal sealed record LoadedPipeline(
    PipelineGraph Graph,
    IReadOnlyDictionary<string, GraphNode> Inputs,
    IReadOnlyDictionary<string, GraphNode> Outputs,
    TimeSpan? MetricsInterval,
    bool AreLinksSound);

/// <summary>Turns the definition of a pipeline in graph form and its arguments into a graph (spec: query 4, query 6, query 9, troy B4).</summary>
internal sealed class PipelineLoader
{
    private readonly LoadContext _context;
    private readonly string _path;
    private readonly DocumentNode _definition;
    private readonly Arguments _arguments;
    private readonly DefinitionFindings _findings;
    private readonly PipelineGraph _graph = new();
    private readonly Dictionary<string, GraphNode> _inputs = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, GraphNode> _outputs = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, LinkTarget> _targets = [];
    private readonly Dictionary<GraphNode, LoadedNode> _declared = [];
    private readonly Dictionary<GraphNode, DocumentNode> _portPlaces = [];
    private readonly List<(GraphNode Entry, DefinitionFindings Findings)> _nested = [];
    private bool _areLinksSound = true;

    private PipelineLoader(LoadContext context, string path, DocumentNode definition, Arguments arguments, DefinitionFindings findings)
    {
        _context = context;
        _path = path;
        _definition = definition;
        _arguments = arguments;
        _findings = findings;
    }

    /// <param name="path"><c>flow::pipeline</c>, for messages.</param>
    public static LoadedPipeline Load(LoadContext context, string path, DocumentNode definition, Arguments arguments, DefinitionFindings findings) =>
        new PipelineLoader(context, path, definition, arguments, findings).Load();

    private LoadedPipeline Load()
    {
        AddPorts("inputs", ["in"], NodeRole.Input, _inputs);
        AddPorts("outputs", ["out", "err"], NodeRole.Output, _outputs);
        var metrics = ReadDirectives();
        var imports = Imports.Read(_context, _definition["use"], _findings);
        var scope = new Scope(_arguments, "the pipeline", imports.Uses);
        AddNodes(imports, scope);

        var links = new LinkLoader(_context, _graph, _targets, scope, _findings);
        links.Load(_definition["links"]);
        _areLinksSound &= links.AreSound;
        Check();
        return new(_graph, _inputs, _outputs, metrics, _areLinksSound);
    }

    private void AddPorts(string key, string[] standard, NodeRole role, Dictionary<string, GraphNode> ports)
    {
        var declared = _definition[key] is { IsList: true, Items.Count: > 0 } list ? list.Items.Where(static i => i.Text is not null).ToList() : null;
        foreach (var (name, place) in declared?.Select(static i => (i.Text!, (DocumentNode?)i)) ?? standard.Select(static n => (n, (DocumentNode?)null)))
        {
            var port = new GraphNode((role == NodeRole.Input ? NodePlan.Input(name) : NodePlan.Output(name)) with { Place = place?.Place });
            if (!ports.TryAdd(name, port) || !_targets.TryAdd(name, LinkTarget.Of(port)))
            {
                _findings.Error(place ?? _definition, "QueryNodeDuplicateName", PipelineGraph.InUse(name));
                continue;
            }

            _graph.Add(port);
            if (place is not null) _portPlaces.Add(port, place);
        }
    }

    private TimeSpan? ReadDirectives()
    {
        TimeSpan? interval = null;
        foreach (var directive in _definition["config"]?.Members ?? [])
        {
            var evaluated = _context.Values.Evaluate(directive.Value, new(null, "the config of a pipeline", []), _findings);
            if (directive.Name != "metrics_interval_s")
                _findings.Warning(directive, $"the pipeline setting {directive.Name} has no effect", NearestName.Hint(directive.Name, ["metrics_interval_s"], "settings"));
            else if (evaluated.Value.TryGetInt64(out var seconds) && seconds is >= 0 and <= int.MaxValue)
                interval = TimeSpan.FromSeconds(seconds);
            else if (evaluated.IsKnown)
                _findings.Error(directive.Value, "WrongType", "metrics_interval_s takes a number of seconds, 0 or more");
        }

        return interval;
    }

    private void AddNodes(Imports imports, Scope scope)
    {
        var defined = _definition["define"];
        var loader = new NodeLoader(_context, _path, imports);
        var used = new HashSet<DocumentNode>();
        foreach (var node in _definition["nodes"]?.Members ?? [])
        {
            if (node.Value["type"]?.Text is not ("stream" or "operator" or "script" or "pipeline") || node.Value["from"] is { Text: null })
            {
                _context.SkipMalformed(node.Value);
                _targets.TryAdd(node.Name, LinkTarget.Unknown);
                continue;
            }

            var type = node.Value["type"]!.Text!;
            if (_targets.ContainsKey(node.Name))
            {
                var clashesWithPort = type == "stream" && (_inputs.ContainsKey(node.Name) || _outputs.ContainsKey(node.Name));
                _findings.Error(node, "QueryNodeDuplicateName", clashesWithPort ? "Streams cannot share names with from/into ports" : PipelineGraph.InUse(node.Name));
                continue;
            }

            if (type == "stream")
            {
                Add(new(NodePlan.Stream(node.Name) with { Place = node.Value.Place }, node.Value, new DefinitionFindings()));
                continue;
            }

            var definition = node.Value["from"] is { } from ? Resolve(from, type, defined, imports) : node;
            if (node.Value["from"] is null && defined?[type + "s"]?.Member(node.Name) is { } twice)
                _findings.Error(node, "DuplicateName", $"Can't define the {type} `{node.Name}` twice", $"the other one is at line {twice.Place.Start.Line}; write \"from\": \"{node.Name}\" to create it");
            if (definition is not null)
            {
                used.Add(definition.Value);
                Create(node, type, definition.Value, loader, scope);
            }
            else
            {
                _targets.Add(node.Name, LinkTarget.Unknown);
            }
        }

        CheckUnused(defined, used, loader, scope);
    }

    /// <summary>Definitions that nobody creates are checked as far as that goes without arguments.</summary>
    private void CheckUnused(DocumentNode? defined, HashSet<DocumentNode> used, NodeLoader loader, Scope scope)
    {
        foreach (var member in defined?["operators"]?.Members.Where(m => !used.Contains(m.Value)) ?? [])
            loader.LoadOperator(member, member.Value, null, scope, isCreated: false, _findings);
        foreach (var member in defined?["scripts"]?.Members.Where(m => !used.Contains(m.Value)) ?? [])
            loader.LoadScript(member, member.Value, null, scope, isCreated: false, _findings);
        foreach (var member in defined?["pipelines"]?.Members.Where(m => !used.Contains(m.Value)) ?? [])
            LoadNested(member, member.Value, null, scope, isCreated: false, _findings);
    }

    private DocumentMember? Resolve(DocumentNode from, string type, DocumentNode? defined, Imports imports)
    {
        var name = from.Text!;
        if (name.Contains("::")) return imports.Find(from, type, _findings);
        var members = defined?[type + "s"]?.Members ?? [];
        if (members.Find(m => m.Name == name) is { } found) return found;
        string[] names = [.. members.Select(static m => m.Name)];
        var message = type switch
        {
            "operator" => $"operator not found: {name}",
            "script" => $"The script `{name}` is not defined",
            _ => $"Unknown pipeline `{name}`",
        };
        _findings.Error(from, "NotDefined", message, NearestName.Hint(name, names, $"{type}s in \"define\"") ?? $"define it in \"define\": {{\"{type}s\": ...}}");
        return null;
    }

    private void Create(DocumentMember node, string type, DocumentNode definition, NodeLoader loader, Scope scope)
    {
        var giver = scope with { Where = $"the pipeline around \"{node.Name}\"" };
        var with = node.Value["with"];
        var findings = new DefinitionFindings();
        switch (type)
        {
            case "operator":
                Add(loader.LoadOperator(node, definition, with, giver, isCreated: true, findings));
                break;
            case "script":
                Add(loader.LoadScript(node, definition, with, giver, isCreated: true, findings));
                break;
            case "pipeline":
                var nested = LoadNested(node, definition, with, giver, isCreated: true, findings);
                _graph.Inline(node.Name, nested.Graph);
                _targets.Add(node.Name, new(nested.Inputs, nested.Outputs, null));
                _nested.AddRange(nested.Inputs.Values.Select(n => (n, findings)));
                _areLinksSound &= nested.AreLinksSound;
                if (nested.Inputs.Count == 0) _findings.Take(findings);
                break;
        }
    }

    private LoadedPipeline LoadNested(DocumentMember name, DocumentNode definition, DocumentNode? with, Scope giver, bool isCreated, DefinitionFindings findings)
    {
        if (!_context.TakeNestedPipeline())
        {
            findings.Error(name, "TooManyPipelines", $"the definition nests more than {LoadContext.MaxNestedPipelines} pipelines");
            return new(new(), new Dictionary<string, GraphNode>(), new Dictionary<string, GraphNode>(), null, AreLinksSound: false);
        }

        var enclosing = new Scope(Arguments.None, "", giver.Uses);
        var arguments = new ArgumentList(definition["args"]).Supply(_context, with, giver, enclosing, name, ArgumentTexts.NestedPipeline, isCreated, findings);
        return Load(_context, $"{_path}/{name.Name}", definition, arguments, findings);
    }

    private void Add(LoadedNode node)
    {
        var added = _graph.Add(new(node.Plan));
        _declared.Add(added, node);
        _targets.Add(node.Plan.Name, LinkTarget.Of(added));
    }

    private void Check()
    {
        if (_areLinksSound)
        {
            _graph.Prune();
            WarnOfUnused();
        }

        foreach (var (node, declared) in _declared) _findings.Take(declared.Findings, asWarnings: node.IsPruned);
        foreach (var group in _nested.GroupBy(static n => n.Findings, static n => n.Entry))
            _findings.Take(group.Key, asWarnings: group.All(static n => n.IsPruned));

        if (_graph.FindCycle() is not { } cycle) return;
        var place = cycle.Select(_declared.GetValueOrDefault).FirstOrDefault(static d => d is not null)?.Place ?? _definition;
        _findings.Error(place, PipelineGraph.Cyclic, PipelineGraph.Shown(cycle), PipelineGraph.CycleHint);
    }

    private void WarnOfUnused()
    {
        foreach (var (node, declared) in _declared.Where(static d => d.Key.IsPruned))
        {
            var reason = node.Incoming.Count == 0 ? "is never fed" : node.Outgoing.Count == 0 ? "is never read" : "is connected only to nodes that do not run";
            _findings.Warning(declared.Place, $"the node \"{node.Name}\" {reason}: it does not run");
        }

        foreach (var input in _inputs.Values.Where(n => _definition["inputs"] is not null || _inputs.Count == 1))
            if (!input.IsRead) Warn(input, $"the input \"{input.Name}\" is never read: what is sent to it is dropped");
        foreach (var output in _outputs.Values.Where(n => _definition["outputs"] is not null))
            if (!output.IsFed) Warn(output, $"the output \"{output.Name}\" is never fed");
        if (_definition["outputs"] is null && !_outputs.Values.Any(static o => o.IsFed))
            Warn(_outputs.Values.First(), "nothing leads to an output: the pipeline drops all events");

        if (_outputs.ContainsKey("err")) return;
        foreach (var (script, declared) in _declared.Where(static d => d.Key is { IsPruned: false, Plan.Kind: "script" } && !d.Key.Outgoing.Exists(static e => e.FromPort.Equals(Events.Port.Err) && !e.To.IsPruned)))
            _findings.Warning(declared.Place, $"errors of the script \"{script.Name}\" are dropped: nothing reads {script.Name}/err", "link it, or list \"err\" in \"outputs\"");

        void Warn(GraphNode port, string message) => _findings.Warning(_portPlaces.GetValueOrDefault(port) ?? _definition, message);
    }
}

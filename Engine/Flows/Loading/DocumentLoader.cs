using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Definitions.Json;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Plans;

namespace Tremor.Dataflow.Engine.Flows.Loading;

/// <summary>Turns a document into the plans of its deployments (spec: troy B4).</summary>
internal sealed class DocumentLoader(LoadContext context, DocumentNode root, DefinitionFindings findings)
{
    private static readonly Scope s_file = new(null, "a deployment", []);

    public List<FlowPlan> Load()
    {
        foreach (var module in root["modules"]?.Members ?? [])
            if (context.Texts.Resolve(module.Value, findings) is { } text) context.Modules.Add(module.Name, text);

        var plans = new List<FlowPlan>();
        if (root["flows"] is not { IsRecord: true }) context.SkipMalformed(root["flows"] ?? root);
        var flows = root["flows"]?.Members ?? [];
        var deployed = new HashSet<string>();
        if (root["deploy"] is { IsList: true } deploy)
        {
            var aliases = new Dictionary<string, DocumentNode>();
            foreach (var item in deploy.Items)
                if (Deploy(item, flows, deployed, aliases) is { } plan) plans.Add(plan);
            foreach (var flow in flows.Where(f => !deployed.Contains(f.Name))) Load(flow.Name, flow, null, null, isCreated: false);
            return plans;
        }

        foreach (var flow in flows) plans.Add(Load(flow.Name, flow, null, null, isCreated: true));
        return plans;
    }

    private FlowPlan? Deploy(DocumentNode item, List<DocumentMember> flows, HashSet<string> deployed, Dictionary<string, DocumentNode> aliases)
    {
        if (item["flow"] is not { Text: { } name } place)
        {
            context.SkipMalformed(item);
            return null;
        }

        var alias = item["as"] is { Text: { } given } ? given : name;
        var aliasPlace = item["as"] ?? place;
        if (!aliases.TryAdd(alias, aliasPlace))
            findings.Error(aliasPlace, "DuplicateName", $"Flow with id \"{alias}\" is already deployed.", $"the other one is at line {aliases[alias].Place.Start.Line}; give each its own \"as\"");
        if (flows.Find(f => f.Name == name) is not { } flow)
        {
            string[] names = [.. flows.Select(static f => f.Name)];
            findings.Error(place, "NotDefined", Imports.NotDefined(name, names), NearestName.Hint(name, names, "flows"));
            return null;
        }

        deployed.Add(name);
        return Load(alias, flow, item["with"], place.Owner, isCreated: true);
    }

    private FlowPlan Load(string alias, DocumentMember flow, DocumentNode? with, DocumentMember? deployment, bool isCreated)
    {
        var arguments = new ArgumentList(flow.Value["args"]).Supply(context, with, s_file, s_file, deployment, ArgumentTexts.Script, isCreated, findings);
        return DeploymentLoader.Load(context, alias, flow.Value, arguments, findings);
    }
}

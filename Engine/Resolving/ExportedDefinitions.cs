using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Resolving;

/// <summary>
/// Definitions without what only JSON has a form for: the values of environment variables and files stand in place, the statements of a query are parts
/// of its pipeline, and a secret is shown as <c>&lt;secret:REF&gt;</c> (spec: troy B2, troy B6). And without what only Troy has: what needs the modules
/// of a file, the values of deployments and the defaults of flows, is computed.
/// </summary>
internal sealed class ExportedDefinitions : DefinitionMap
{
    private readonly ResolveContext _context;
    private readonly DefinitionFindings _findings;
    private readonly SettingScope? _scope;

    private ExportedDefinitions(ResolveContext context, DefinitionFindings findings, SettingScope? scope) => (_context, _findings, _scope) = (context, findings, scope);

    public static DefinitionDocument Of(ResolveContext context, DefinitionDocument document, DefinitionFindings findings)
    {
        document = DocumentResolver.WithTroy(context, document, findings) ?? document;
        var scope = document.Uses.Count == 0 ? null : new SettingScope(null, "a deployment", Imports.Of(context, document.Uses, findings).Uses);
        return new ExportedDefinitions(context, findings, scope).Map(document) with { Uses = [] };
    }

    protected override Setting Map(Setting setting) => setting switch
    {
        SecretSetting secret => new LiteralSetting(Value.From($"<secret:{secret.Reference}>"), secret.Place),
        EnvironmentSetting or FileSetting => new LiteralSetting(_context.Settings.Evaluate(setting, new(null, "", []), _findings).Value, setting.Place),
        _ => setting,
    };

    protected override Text Map(Text text) =>
        text is TextFile && _context.Texts.ResolveSource(text, _findings) is { } source ? new WrittenText(source, text.Place) : text;

    protected override PipelineDefinition Map(PipelineDefinition pipeline) => PipelineResolver.WithQuery(_context, pipeline, _findings) with { Query = null };

    protected override Parts<Field> Deployed(Parts<Field> fields) => [.. Fields(fields).Select(f => f with { Value = Computed(f.Value) })];

    protected override Parts<Parameter> FlowParameters(Parts<Parameter> parameters) =>
        [.. Parameters(parameters).Select(p => p.Default is null ? p : p with { Default = Computed(p.Default) })];

    /// <summary>An expression in the scope of a file may need a module that is imported there.</summary>
    private Setting Computed(Setting setting) =>
        setting is ExpressionSetting && _scope is { } scope ? new LiteralSetting(_context.Settings.Evaluate(setting, scope, _findings).Value, setting.Place) : setting;
}

using Tremor.Dataflow.Engine.Definitions;

namespace Tremor.Dataflow.Engine.Resolving;

/// <summary>A module with its definitions, and what they see.</summary>
internal sealed class ModuleScope
{
    private readonly Lazy<Imports>? _imports;

    public ModuleScope(BundledModule module) => Definitions = [.. module.Connectors, .. module.Pipelines];

    public ModuleScope(ResolveContext context, ModuleDefinitions module)
    {
        Definitions = module.Definitions;
        // That a module is wrong was reported when it was compiled.
        _imports = new(() => Imports.Of(context, module.Uses, new()));
        Scope = new(null, "a module", []) { Module = module.Source };
    }

    public IReadOnlyList<Definition> Definitions { get; }

    /// <summary>Null for a module that comes with the program and needs none.</summary>
    public Imports? Imports => _imports?.Value;

    /// <summary>The scope of its definitions: its constants, functions and imports; null where they need none.</summary>
    public SettingScope? Scope { get; }
}

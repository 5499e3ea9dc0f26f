using Tremor.Dataflow.Engine.Components;
using Tremor.Dataflow.Engine.Contracts;
using Tremor.Dataflow.Engine.Definitions;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Plans;
using Tremor.Dataflow.Engine.Values;

namespace Tremor.Dataflow.Engine.Resolving;

/// <summary>What is found when a window is made, and the selects that it is made for; none where nobody uses it.</summary>
internal sealed record MadeWindow(DefinitionFindings Findings, List<GraphNode> Users);

/// <summary>Turns the definitions of windows into what a select needs of them (spec: query 13).</summary>
internal sealed class WindowResolver(
    ResolveContext context, IReadOnlyDictionary<string, WindowDefinition> definitions, Imports imports, SettingScope scope, DefinitionFindings findings)
{
    private static readonly string[] s_keys = ["size", "interval", "max_groups", "at_end"];
    private static readonly string[] s_withoutEffect = ["emit_empty_windows", "eviction_period"];

    private readonly Dictionary<string, WindowClauses?> _resolved = [];
    private readonly List<WindowDefinition> _imported = [];
    private readonly Dictionary<string, MadeWindow> _made = [];

    /// <summary>What only making the windows would find, in a query, and the selects that use them.</summary>
    public IEnumerable<MadeWindow> Made => _made.Values;

    /// <summary>The window of a name; null where something is wrong, which is reported.</summary>
    /// <param name="user">The select that names it.</param>
    public WindowClauses? Resolve(Name name, GraphNode user)
    {
        Making(name.Text).Users.Add(user);
        if (_resolved.TryGetValue(name.Text, out var known)) return known;
        if (definitions.TryGetValue(name.Text, out var definition)) return _resolved[name.Text] = definition.IsWhole ? Resolve(definition, name.Place, scope) : null;
        if (name.Text.Contains("::"))
        {
            if (imports.Find<WindowDefinition>(name, "window", findings) is not { Definition: WindowDefinition imported } found) return null;
            _imported.Add(imported);
            return _resolved[name.Text] = Resolve(imported, name.Place, found.Scope ?? scope);
        }

        (name.Place.IsText ? Making(name.Text).Findings : findings).Error(
            name.Place, DefinitionErrorKind.BadOpConfig, $"Operator config has a bad syntax: Unknown window: {name} available: {NearestName.List([.. definitions.Keys])}",
            findings.Hint(name.Text, definitions.Keys, "windows") ?? (name.Place.IsText ? $"define it in front of this select: `define window {name} ..`" : null), Phase.Making);
        return null;
    }

    /// <summary>Windows that no select names are checked all the same.</summary>
    public void CheckUnused()
    {
        foreach (var definition in definitions.Values.Where(d => d.IsWhole && !_resolved.ContainsKey(d.Name.Text))) Resolve(definition, definition.Name.Place, scope);
    }

    /// <summary>The place of the script that a finding is about; null where it is about none.</summary>
    public Place? PlaceOf(Diagnostic finding) => finding.Span is not { } span ? null : definitions.Values.Concat(_imported)
        .SelectMany(static d => new[] { d.Script, d.Tick?.Script }).OfType<Text>().FirstOrDefault(t => context.Texts.Resolve(t, findings)?.Contains(span) == true)?.Place;

    /// <param name="place">Where it is used, for what only its use makes an error.</param>
    /// <param name="within">What the definition sees.</param>
    private WindowClauses? Resolve(WindowDefinition definition, Place place, SettingScope within)
    {
        var making = definition.Place.IsText ? Making(definition.Name.Text).Findings : findings;
        var before = findings.ErrorCount + making.ErrorCount;
        var settings = definition.Settings.ToLookup(static s => s.Key.Text);
        WarnOfKeys(definition);
        var (size, interval, groups) = (Number("size"), Number("interval"), Number("max_groups"));
        var given = (size is null ? 0 : 1) + (interval is null ? 0 : 1) + (definition.State is null ? 0 : 1);
        if (given == 0)
        {
            var meant = definition.Settings.FirstOrDefault(static s => s.Key.Text is "size" or "interval");
            Bad("Bad window configuration, either `size`, `interval`, or `state` is required.", meant is null ? null : $"`{meant.Key}` takes an integer, 0 or more: this one does not count");
        }

        else if (given > 1) Bad("Bad window configuration, only one of `size`, `interval`, or `state` is allowed.");
        if (definition is { State: not null, Script: null }) Bad("Script is required for `state` type windows");
        if (definition.Tick is { } tick && tick.Port.Text != "tick") findings.Error(tick.Port.Place, DefinitionErrorKind.Generic, "Only `tick` scripts are supported by windows", phase: Phase.Checking);
        if (definition is { Tick: { } unused, State: null })
        {
            const string Useless = "a `tick` script belongs to a window with `state`: any other window closes by itself";
            if (unused.Port.Place.Pointer is null) findings.Warning(unused.Port.Place, $"{Useless}, and it has no effect", "leave it out");
            else findings.Error(unused.Port.Place, DefinitionErrorKind.BadOpConfig, Useless, "give the window a \"state\", or leave the script out");
        }

        if (definition.Kind == WindowKind.Sliding)
            making.Error(definition.Place.IsText ? definition.Place : place, DefinitionErrorKind.Generic, "Sliding windows are not yet implemented", phase: Phase.Making);
        var state = definition.State is { } initial ? context.Settings.Evaluate(initial, within, findings) : new(Value.Null, []);
        var kind = definition.State is not null ? WindowEnd.State : interval is not null ? WindowEnd.Interval : WindowEnd.Size;
        var window = new WindowClauses(definition.Name.Text, kind)
        {
            Size = size ?? interval ?? 0,
            MaxGroups = groups,
            State = state.Value,
            Script = definition.Script is { } script ? context.Texts.Resolve(script, findings) : null,
            Tick = definition.Tick is { } section ? context.Texts.Resolve(section.Script, findings) : null,
            EmitsAtEnd = EmitsAtEnd(),
        };
        return findings.ErrorCount + making.ErrorCount == before && state.IsKnown ? window : null;

        void Bad(string message, string? hint = null) => making.Error(definition.Place, DefinitionErrorKind.BadOpConfig, message, hint, Phase.Making);

        ulong? Number(string key)
        {
            if (settings[key].LastOrDefault() is not { } setting) return null;
            var evaluated = context.Settings.Evaluate(setting.Value, within, findings);
            if (evaluated.Value.TryGetUInt64(out var number)) return number;
            // Troy takes what is no number for nothing at all (spec: query 13); JSON is strict (spec: troy B5).
            if (evaluated.IsKnown && setting.Value.Place.Pointer is not null)
                findings.Error(setting.Value.Place, DefinitionErrorKind.WrongType, $"{key} takes an integer, 0 or more, but is given {evaluated.Value}", key == "interval" && evaluated.Value.AsText() is { } text ? MeantText.Duration(text, TimeUnit.Nanoseconds) : null);
            return null;
        }

        bool EmitsAtEnd()
        {
            if (settings["at_end"].LastOrDefault() is not { } setting) return false;
            var evaluated = context.Settings.Evaluate(setting.Value, within, findings);
            var word = evaluated.Value.AsText();
            if (evaluated.IsKnown && word is not ("emit" or "discard"))
                findings.Error(setting.Value.Place, DefinitionErrorKind.UnknownChoice, $"at_end is \"discard\" or \"emit\", not {evaluated.Value}");
            return word == "emit";
        }
    }

    private MadeWindow Making(string name) => _made.TryGetValue(name, out var known) ? known : _made[name] = new(new(), []);

    private void WarnOfKeys(WindowDefinition definition)
    {
        foreach (var key in definition.Settings.Select(static s => s.Key).Where(static k => !s_keys.Contains(k.Text)))
        {
            if (s_withoutEffect.Contains(key.Text))
                findings.Warning(key.Place, $"{key} has no effect: empty windows are never emitted, and groups without data are forgotten", "leave it out");
            else findings.Warning(key.Place, $"the window setting {key} has no effect", findings.Hint(key.Text, s_keys, "settings"));
        }
    }
}

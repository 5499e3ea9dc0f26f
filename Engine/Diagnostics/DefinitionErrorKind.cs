namespace Tremor.Dataflow.Engine.Diagnostics;

/// <summary>
/// The kinds of errors in definitions; a diagnostic's code is the name. The summary of a kind says when it occurs and its remarks what to do; both are
/// the reference page. Errors in scripts and expressions have kinds of their own.
/// </summary>
public enum DefinitionErrorKind
{
    /// <summary>The text is no JSON.</summary>
    /// <remarks><para>JSON has no comments and no comma behind the last item, both of which a file with the extension <c>.jsonc</c> may have, and its strings stand in double quotes.</para></remarks>
    [ProvokedBy(DefinitionPart.Document, """{ "version": 1, "flows": { "main": {}, } }""")]
    InvalidJson,

    /// <summary>The text is no YAML, or a value in it means different things to different readers of YAML.</summary>
    /// <remarks><para>
    /// Without quotes, <c>no</c> is false to some and a word to others, <c>017</c> is 15 or 17: write <c>false</c>, <c>15</c>, or put quotes around it.
    /// </para></remarks>
    [ProvokedBy(DefinitionPart.Yaml, "version: 1\nflows:\n  main:\n    args:\n      country: no")]
    InvalidYaml,

    /// <summary>A record has a key twice.</summary>
    /// <remarks><para>Remove or rename one of them. The first one counts where other errors depend on it.</para></remarks>
    [ProvokedBy(DefinitionPart.Connector, """{ "kind": "stdio", "codec": "json", "codec": "string" }""")]
    DuplicateKey,

    /// <summary>A record has a key that the format does not know there.</summary>
    /// <remarks><para>It may be misspelt, stand in the wrong record, or belong to where a definition is created, as <c>with</c> does.</para></remarks>
    [ProvokedBy(DefinitionPart.Connector, """{ "kind": "stdio", "codek": "json" }""")]
    UnknownProperty,

    /// <summary>A record lacks a key that it must have.</summary>
    /// <remarks><para>Add it.</para></remarks>
    [ProvokedBy(DefinitionPart.Pipeline, """{ "links": [{ "from": "in" }] }""")]
    MissingProperty,

    /// <summary>A value has not the form that the format has there.</summary>
    /// <remarks><para>The message says what is expected. A list that must not be empty and a name that must not be empty are of this kind, too.</para></remarks>
    [ProvokedBy(DefinitionPart.Pipeline, """{ "links": ["in", "out"] }""")]
    WrongValue,

    /// <summary>A record whose only key begins with <c>$</c> is a directive, but there is none of that name.</summary>
    /// <remarks><para>The directives are <c>$arg</c>, <c>$expr</c>, <c>$str</c>, <c>$env</c>, <c>$secret</c>, <c>$file</c>, <c>$literal</c>. A record that
    /// shall have such a key goes inside <c>$literal</c>.</para></remarks>
    [ProvokedBy(DefinitionPart.Connector, """{ "kind": "file", "codec": "json", "config": { "path": { "$evn": "LOG" }, "mode": "read" } }""")]
    UnknownDirective,

    /// <summary>A setting, an argument or an environment variable is of another type than it must be.</summary>
    /// <remarks><para>The message says what is expected. Where the value is computed, look at what it is computed from.</para></remarks>
    [ProvokedBy(DefinitionPart.Connector, """{ "kind": "file", "codec": "json", "config": { "path": 7, "mode": "read" } }""")]
    WrongType,

    /// <summary>A number is too small or too large, or a list too short, for what it sets.</summary>
    /// <remarks><para>The message says what is possible.</para></remarks>
    [ProvokedBy(DefinitionPart.Connector, """{ "kind": "metronome", "config": { "interval": 0 } }""")]
    OutOfRange,

    /// <summary>A setting takes one of a few words, and this is none of them.</summary>
    /// <remarks><para>Take one that the message names.</para></remarks>
    [ProvokedBy(DefinitionPart.Connector, """{ "kind": "file", "codec": "json", "config": { "path": "in.log", "mode": "reed" } }""")]
    UnknownChoice,

    /// <summary>A configuration has a setting that the component does not know.</summary>
    /// <remarks><para>It may be misspelt or belong to another component. The reference lists the settings of each.</para></remarks>
    [ProvokedBy(DefinitionPart.Connector, """{ "kind": "file", "codec": "json", "config": { "path": "in.log", "mode": "read", "follow": true } }""")]
    UnknownKey,

    /// <summary>A configuration lacks a setting that the component needs.</summary>
    /// <remarks><para>Add it. The reference lists the settings of each component.</para></remarks>
    [ProvokedBy(DefinitionPart.Connector, """{ "kind": "file", "codec": "json", "config": { "path": "in.log" } }""")]
    MissingKey,

    /// <summary>The settings of a component do not go together, or what shall be a component is none.</summary>
    /// <remarks><para>The message says what does not fit.</para></remarks>
    [ProvokedBy(DefinitionPart.Connector, """{ "kind": "stdio", "codec": { "config": {} } }""")]
    InvalidConfig,

    /// <summary>A connector needs a <c>config</c> and has none.</summary>
    /// <remarks><para>Add it, with the settings that the hint names.</para></remarks>
    [ProvokedBy(DefinitionPart.Connector, """{ "kind": "metronome" }""")]
    MissingConfig,

    /// <summary>An operator needs a <c>config</c> and has none.</summary>
    /// <remarks><para>Add it, with the settings that the hint names.</para></remarks>
    [ProvokedBy(DefinitionPart.Pipeline, """
        {
          "nodes": { "pack": { "type": "operator", "kind": "generic::batch" } },
          "links": [["in", "pack", "out"]]
        }
        """)]
    MissingOpConfig,

    /// <summary>A window is not defined, or its definition does not say when it closes.</summary>
    /// <remarks><para>A window has one of <c>size</c>, <c>interval</c> and <c>state</c>; one with a <c>state</c> has a <c>script</c>.</para></remarks>
    [ProvokedBy(DefinitionPart.Pipeline, """
        {
          "windows": { "pack": { "max_groups": 100 } },
          "links": [{ "from": "in", "windows": ["pack"], "select": "aggr::stats::count()", "into": "out" }]
        }
        """)]
    BadOpConfig,

    /// <summary>An operator that takes no configuration is given one, in a query.</summary>
    /// <remarks><para>Leave its <c>with</c> out. In JSON it is a warning.</para></remarks>
    [ProvokedBy(DefinitionPart.Pipeline, """
        {
          "query": "define operator b from grouper::bucket with rate = 1 end; create operator b; select event from in into b; select event from b into out"
        }
        """)]
    ExtraOpConfig,

    /// <summary>Something that no other kind covers: a window that slides, a directive inside of a query.</summary>
    /// <remarks><para>The message says what is wrong.</para></remarks>
    [ProvokedBy(DefinitionPart.Pipeline, """
        {
          "windows": { "pack": { "type": "sliding", "size": 10 } },
          "links": [{ "from": "in", "windows": ["pack"], "select": "aggr::stats::count()", "into": "out" }]
        }
        """)]
    Generic,

    /// <summary>There is no connector of this kind, or it is one for debugging and those are not enabled.</summary>
    /// <remarks><para>The reference lists all connectors. Those for debugging need <c>--debug-connectors</c>.</para></remarks>
    [ProvokedBy(DefinitionPart.Connector, """{ "kind": "flie", "codec": "json" }""")]
    UnknownConnector,

    /// <summary>There is no codec of this name.</summary>
    /// <remarks><para>The reference lists all codecs.</para></remarks>
    [ProvokedBy(DefinitionPart.Connector, """{ "kind": "stdio", "codec": "jsn" }""")]
    UnknownCodec,

    /// <summary>There is no preprocessor of this name.</summary>
    /// <remarks><para>The reference lists all preprocessors.</para></remarks>
    [ProvokedBy(DefinitionPart.Connector, """{ "kind": "stdio", "codec": "json", "preprocessors": ["seperate"] }""")]
    UnknownPreprocessor,

    /// <summary>There is no postprocessor of this name.</summary>
    /// <remarks><para>The reference lists all postprocessors.</para></remarks>
    [ProvokedBy(DefinitionPart.Connector, """{ "kind": "stdio", "codec": "json", "postprocessors": ["seperate"] }""")]
    UnknownPostprocessor,

    /// <summary>There is no operator of this name.</summary>
    /// <remarks><para>The reference lists all operators.</para></remarks>
    [ProvokedBy(DefinitionPart.Pipeline, """
        {
          "nodes": { "pack": { "type": "operator", "kind": "generic::bach" } },
          "links": [["in", "pack", "out"]]
        }
        """)]
    UnknownOp,

    /// <summary>The kind of an operator is not written as <c>namespace::name</c>.</summary>
    /// <remarks><para>The reference lists all operators.</para></remarks>
    [ProvokedBy(DefinitionPart.Pipeline, """
        {
          "nodes": { "pack": { "type": "operator", "kind": "batch" } },
          "links": [["in", "pack", "out"]]
        }
        """)]
    UnknownNamespace,

    /// <summary>A connector that moves bytes has no codec.</summary>
    /// <remarks><para>Add one: <c>"codec": "json"</c>, or another.</para></remarks>
    [ProvokedBy(DefinitionPart.Connector, """{ "kind": "stdio" }""")]
    CodecMissing,

    /// <summary>A connector whose events are values already has a codec.</summary>
    /// <remarks><para>Remove the codec.</para></remarks>
    [ProvokedBy(DefinitionPart.Connector, """{ "kind": "metronome", "codec": "json", "config": { "interval": 1000000 } }""")]
    CodecForbidden,

    /// <summary>A connector has processors of the side that it does not have, or any where its events are values already.</summary>
    /// <remarks><para><c>preprocessors</c> stand in front of the codec of a source, <c>postprocessors</c> behind the codec of a sink. Use the others, or remove
    /// them; a connector that takes no codec takes neither.</para></remarks>
    [ProvokedBy(DefinitionPart.Connector, """{ "kind": "file", "codec": "json", "postprocessors": ["separate"], "config": { "path": "in.json", "mode": "read" } }""")]
    ProcessorsForbidden,

    /// <summary>A directive refers to an argument where there are no arguments.</summary>
    /// <remarks><para>A deployment, the default of an argument and the <c>config</c> of a pipeline see none.</para></remarks>
    [ProvokedBy(DefinitionPart.Pipeline, """
        {
          "args": { "a": 1, "b": { "default": { "$arg": "a" } } },
          "links": [["in", "out"]]
        }
        """)]
    ArgOutOfScope,

    /// <summary>An argument is given that the definition does not declare, or one is used that is not there.</summary>
    /// <remarks><para>Declare it in <c>args</c>. Arguments do not reach through: the arguments of a flow are given to a pipeline in its <c>with</c>, and those
    /// of the pipeline to a node.</para></remarks>
    [ProvokedBy(DefinitionPart.Pipeline, """
        {
          "args": { "limit": 5 },
          "with": { "limits": 7 },
          "links": [["in", "out"]]
        }
        """)]
    UnknownArgument,

    /// <summary>An argument has no default and is not given.</summary>
    /// <remarks><para>Give it in <c>with</c> where the definition is created, or declare a default.</para></remarks>
    [ProvokedBy(DefinitionPart.Pipeline, """
        {
          "args": { "limit": null },
          "links": [["in", "out"]]
        }
        """)]
    MissingArgument,

    /// <summary>An environment variable is not set.</summary>
    /// <remarks><para>Set it, or give a default: <c>{"$env": {"name": "LOG", "default": "in.log"}}</c>.</para></remarks>
    [ProvokedBy(DefinitionPart.Connector, """{ "kind": "file", "codec": "json", "config": { "path": { "$env": "LOG" }, "mode": "read" } }""")]
    MissingVariable,

    /// <summary>There is no secret of this name.</summary>
    /// <remarks><para>Secrets are files below the directory that <c>TREMOR_SECRETS</c> names, or below <c>/run/secrets</c>.</para></remarks>
    [ProvokedBy(DefinitionPart.Connector, """{ "kind": "file", "codec": "json", "config": { "path": { "$secret": "paths/log" }, "mode": "read" } }""")]
    UnknownSecret,

    /// <summary>A file that the definition names, or the definition itself, is not there.</summary>
    /// <remarks><para>Paths are relative to the definition.</para></remarks>
    [ProvokedBy(DefinitionPart.Pipeline, """
        {
          "nodes": { "check": { "type": "script", "script": { "file": "chekc.tremor" } } },
          "links": [["in", "check", "out"], ["check/err", "err"]]
        }
        """)]
    FileNotFound,

    /// <summary>A file is there but cannot be read.</summary>
    /// <remarks><para>The message says why. It may be a directory, closed to the user that the program runs as, longer than 256 MiB, or a pipe or device: only
    /// the flow or script that is named on the command line may be one of these.</para></remarks>
    [ProvokedBy(DefinitionPart.Pipeline, """
        {
          "nodes": { "check": { "type": "script", "script": { "file": "scripts" } } },
          "links": [["in", "check", "out"], ["check/err", "err"]]
        }
        """)]
    FileUnreadable,

    /// <summary>A file is no UTF-8 text.</summary>
    /// <remarks><para>Save it as UTF-8.</para></remarks>
    [ProvokedBy(DefinitionPart.Pipeline, """
        {
          "nodes": { "check": { "type": "script", "script": { "file": "latin1.tremor" } } },
          "links": [["in", "check", "out"], ["check/err", "err"]]
        }
        """)]
    NotUtf8,

    /// <summary>A file lies outside of the directory of the definition.</summary>
    /// <remarks><para>Move it into that directory or one below it.</para></remarks>
    [ProvokedBy(DefinitionPart.Pipeline, """
        {
          "nodes": { "check": { "type": "script", "script": { "file": "../check.tremor" } } },
          "links": [["in", "check", "out"], ["check/err", "err"]]
        }
        """)]
    PathOutside,

    /// <summary>A definition that is no file itself names a file.</summary>
    /// <remarks><para>Write the text into the definition.</para></remarks>
    [ProvokedBy(DefinitionPart.Pipeline, """
        {
          "nodes": { "check": { "type": "script", "script": { "file": "check.tremor" } } },
          "links": [["in", "check", "out"], ["check/err", "err"]]
        }
        """)]
    NoDirectory,

    /// <summary>A definition is named that is not there.</summary>
    /// <remarks><para>It must stand in <c>define</c> of the same flow or pipeline, or in a module that <c>use</c> imports there.</para></remarks>
    [ProvokedBy(DefinitionPart.Connector, """{ "from": "connectors::consle" }""")]
    NotDefined,

    /// <summary>A name is given twice where it must tell things apart.</summary>
    /// <remarks><para>Rename one. What is created from a definition of the same name is written as <c>{"from": NAME}</c>.</para></remarks>
    [ProvokedBy(DefinitionPart.Document, """
        {
          "version": 1,
          "flows": { "main": {} },
          "deploy": [{ "flow": "main" }, { "flow": "main" }]
        }
        """)]
    DuplicateName,

    /// <summary>Two nodes or ports of a pipeline have the same name.</summary>
    /// <remarks><para>Inputs, outputs and nodes share their names. Rename one.</para></remarks>
    [ProvokedBy(DefinitionPart.Pipeline, """
        {
          "nodes": { "out": { "type": "script", "script": "event" } },
          "links": [["in", "out"]]
        }
        """)]
    QueryNodeDuplicateName,

    /// <summary>A query creates a stream whose name is taken.</summary>
    /// <remarks><para>Inputs, outputs and nodes share their names. Rename one.</para></remarks>
    [ProvokedBy(DefinitionPart.Pipeline, """
        {
          "nodes": { "a": { "type": "stream" } },
          "query": "create stream a; select event from in into a; select event from a into out"
        }
        """)]
    DoubleStream,

    /// <summary>A link names a node or a port that is not there, or that cannot stand at this end of a link.</summary>
    /// <remarks><para>Links begin at inputs and nodes and end at nodes and outputs; ports of the pipeline are listed in <c>inputs</c> and <c>outputs</c>.</para></remarks>
    [ProvokedBy(DefinitionPart.Pipeline, """{ "links": [["in", "check", "out"]] }""")]
    QueryStreamNotDefined,

    /// <summary>Links of a pipeline lead back to where they came from.</summary>
    /// <remarks><para>Remove one of the links that the message names.</para></remarks>
    [ProvokedBy(DefinitionPart.Pipeline, """
        {
          "nodes": { "a": { "type": "stream" }, "b": { "type": "stream" } },
          "links": [["in", "a", "b", "out"], ["b", "a"]]
        }
        """)]
    CyclicGraphError,

    /// <summary>A script has a section for the port <c>in</c> besides its main one.</summary>
    /// <remarks><para>Move it to <c>script</c>, or name another port.</para></remarks>
    [ProvokedBy(DefinitionPart.Pipeline, """
        {
          "nodes": { "check": { "type": "script", "script": "event", "ports": { "in": "event" } } },
          "links": [["in", "check", "out"], ["check/err", "err"]]
        }
        """)]
    ReservedPort,

    /// <summary>Pipelines are nested so that there would be more than 500 of them.</summary>
    /// <remarks><para>A pipeline that creates two of another one, which creates two of a third, doubles at each step. Create each once, and link it more often.</para></remarks>
    [ProvokedBy(DefinitionPart.Pipeline, """
        { "define": { "pipelines": { "p":
        { "define": { "pipelines": { "p":
        { "define": { "pipelines": { "p":
        { "define": { "pipelines": { "p":
        { "define": { "pipelines": { "p":
        { "define": { "pipelines": { "p":
        { "links": [["in", "out"]] } } },
        "nodes": { "a": { "type": "pipeline", "from": "p" }, "b": { "type": "pipeline", "from": "p" }, "c": { "type": "pipeline", "from": "p" } },
        "links": [["in", "a", "b", "c", "out"]] } } },
        "nodes": { "a": { "type": "pipeline", "from": "p" }, "b": { "type": "pipeline", "from": "p" }, "c": { "type": "pipeline", "from": "p" } },
        "links": [["in", "a", "b", "c", "out"]] } } },
        "nodes": { "a": { "type": "pipeline", "from": "p" }, "b": { "type": "pipeline", "from": "p" }, "c": { "type": "pipeline", "from": "p" } },
        "links": [["in", "a", "b", "c", "out"]] } } },
        "nodes": { "a": { "type": "pipeline", "from": "p" }, "b": { "type": "pipeline", "from": "p" }, "c": { "type": "pipeline", "from": "p" } },
        "links": [["in", "a", "b", "c", "out"]] } } },
        "nodes": { "a": { "type": "pipeline", "from": "p" }, "b": { "type": "pipeline", "from": "p" }, "c": { "type": "pipeline", "from": "p" } },
        "links": [["in", "a", "b", "c", "out"]] } } },
        "nodes": { "a": { "type": "pipeline", "from": "p" }, "b": { "type": "pipeline", "from": "p" }, "c": { "type": "pipeline", "from": "p" } },
        "links": [["in", "a", "b", "c", "out"]] }
        """)]
    TooManyPipelines,

    /// <summary>A connection names a connector, pipeline or port that is not there, or joins what cannot be joined.</summary>
    /// <remarks><para>An end is written as <c>connector/ALIAS/PORT</c> or <c>pipeline/ALIAS/PORT</c>. Two connectors need a pipeline between them.</para></remarks>
    [ProvokedBy(DefinitionPart.Flow, """
        {
          "connectors": { "in": { "kind": "stdio", "codec": "json" } },
          "connect": ["connector/in -> pipeline/main"]
        }
        """)]
    InvalidConnect,

    /// <summary>One connector writes a file that another one reads or writes, in the same flow or another one, perhaps under another name.</summary>
    /// <remarks><para>Give each its own file, or let both append. Several connectors may read a file, and several may append to one.</para></remarks>
    [ProvokedBy(DefinitionPart.Flow, """
        {
          "connectors": {
            "in": { "kind": "file", "codec": "json", "config": { "path": "events.log", "mode": "read" } },
            "out": { "kind": "file", "codec": "json", "config": { "path": "events.log", "mode": "truncate" } }
          },
          "pipelines": { "main": { "links": [["in", "out"]] } },
          "connect": ["connector/in -> pipeline/main -> connector/out"]
        }
        """)]
    FileInUse,
}

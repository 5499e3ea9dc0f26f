using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Compiler;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Interpreter;

namespace Tremor.Dataflow.Tests.Script.Interpreter;

/// <summary>What a script is told from outside besides event, metadata and state (spec: language 4.1).</summary>
public class SelectionTests
{
    [Fact]
    public void Window_and_group_are_those_of_the_selection()
    {
        var compiled = ScriptCompiler.Compile(
            new SourceText("test.tremor", "[window, group[0], window == \"10s\"]"), new ScriptSurroundings { Modules = NoModules.Instance }, []);
        var instance = compiled!.NewInstance(new CallContext());
        instance.SetSelection(Value.From("10s"), JsonText.Parse("[\"berlin\"]"));
        var (data, meta, state) = (Value.Null, Value.EmptyRecord, Value.Null);
        Assert.Equal(ScriptOutcome.Emit, instance.Run(ref data, ref meta, ref state));
        Assert.Equal("""["10s","berlin",true]""", instance.Value.ToString());
    }
}

using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Json;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Compiler;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Interpreter;

namespace Tremor.Dataflow.Tests.Script.Interpreter;

/// <summary>Assignments change records in place where nobody can tell; here a model that copies everything tells.</summary>
public class AssignmentTests
{
    /// <summary>Values that contain themselves twice double with each statement: the model stops here, in characters.</summary>
    private const int MaxLength = 3000;

    private static readonly string[] s_payloads = ["""{"f1":{"f2":{"f3":1}},"f4":[1]}""", """{"f1":2,"f7":{},"f6":{"f6":null}}"""];
    private static readonly string[] s_roots = ["event", "$", "state", "x", "y"];

    private static Gen<string> Name { get; } = Gen.Choose(0, 19).Select(static n => $"f{n}");

    private static Gen<string[]> PathBelow { get; } =
        from length in Gen.Frequency((1, Gen.Constant(0)), (5, Gen.Constant(1)), (2, Gen.Constant(2)), (1, Gen.Constant(3)))
        from names in Name.ArrayOf(length)
        select names;

    private static Gen<Place> AnyPlace { get; } =
        from root in Gen.Elements(s_roots)
        from path in PathBelow
        from isComputed in Gen.Elements(false, false, true)
        select new Place(root, path, isComputed);

    private static Gen<Term> AnyTerm { get; } = Gen.Sized(static size => TermOf(Math.Min(size, 2)));

    private static Gen<Statement> AnyStatement { get; } =
        from place in AnyPlace.Where(static p => p.Root != "$" || p.Names.Length > 0)
        from term in AnyTerm
        select new Statement(place, term);

    [Property(MaxTest = 2000, EndSize = 50)]
    public Property A_value_never_shows_what_is_assigned_to_another_place() =>
        Prop.ForAll(AnyStatement.NonEmptyListOf().ToArbitrary(), static all =>
        {
            var statements = WhatFits([.. all]);
            var text = string.Concat(statements.Select(static s => s + ";\n")) + "[event, $, state, x, y]";
            var findings = new List<Diagnostic>();
            var script = ScriptCompiler.Compile(new SourceText("test", text), new ScriptSurroundings { Modules = NoModules.Instance }, findings);
            Assert.True(script is not null, text);
            var instance = script.NewInstance(new CallContext());
            var (state, modelState) = (JsonText.Parse("{}"), (JsonNode?)new JsonObject());
            foreach (var payload in s_payloads)
            {
                var model = new Model(JsonNode.Parse(payload), modelState);
                var (data, meta) = (JsonText.Parse(payload), Value.EmptyRecord);
                var before = data;
                var outcome = instance.Run(ref data, ref meta, ref state);
                var isDone = model.Run(statements);
                Assert.Equal(isDone, outcome == ScriptOutcome.Emit);
                if (isDone) Assert.Equal(model.Everything(), instance.Value.ToString());
                Assert.Equal(model.Show("event"), data.ToString());
                Assert.Equal(model.Show("$"), meta.ToString());
                Assert.Equal(model.Show("state"), state.ToString());
                Assert.Equal(payload, before.ToString());
                modelState = model.Places["state"];
            }
        });

    [Theory]
    [InlineData("let $a = 1; let m = $; let $a = 2; let $b = 3; [m, $]", "[{\"a\":1},{\"a\":2,\"b\":3}]")]
    [InlineData("let $a = 1; let $b = $; let $b.a = 2; $", "{\"a\":1,\"b\":{\"a\":2}}")]
    [InlineData("let event.a = 1; match event of case x = _ => let event.a = 2; [x.a, event.a] end", "[1,2]")]
    [InlineData("let event.a = 1; for event of case (k, v) => let event.a = v + 1; let event.b = 0; [k, v] end", "[[\"a\",1]]")]
    [InlineData("let x = {}; let x.a = 1; let l = [x]; let x.a = 2; let l = l + [x]; let x.a = 3; l", "[{\"a\":1},{\"a\":2}]")]
    [InlineData("fn f(r) with let r.a = 2; r end; let x = {}; let x.a = 1; let y = f(x); [x, y]", "[{\"a\":1},{\"a\":2}]")]
    [InlineData("let event.a = 1; let y = patch event of insert \"b\" => 2 end; let event.a = 3; [y, event]", "[{\"a\":1,\"b\":2},{\"a\":3}]")]
    [InlineData("let event.a = {}; let event.a.b = 1; let a = event.a; let event.a.b = 2; [a, event]", "[{\"b\":1},{\"a\":{\"b\":2}}]")]
    public void What_was_read_as_a_whole_stays(string script, string expected) => Assert.Equal(expected, ScriptRun.Of(script, "{}"));

    private static Statement[] WhatFits(Statement[] statements)
    {
        while (true)
        {
            var state = (JsonNode?)new JsonObject();
            var fitting = statements.Length;
            foreach (var payload in s_payloads)
            {
                var model = new Model(JsonNode.Parse(payload), state);
                model.Run(statements);
                if (model.IsTooLarge) fitting = Math.Min(fitting, model.Done - 1);
                state = model.Places["state"];
                if (model.IsTooLarge) break;
            }

            if (fitting == statements.Length) return statements;
            statements = statements[..fitting];
        }
    }

    private static Gen<Term> TermOf(int depth)
    {
        var read = AnyPlace.Select(static p => (Term)new Read(p));
        var number = Gen.Choose(0, 99).Select(static n => (Term)new Number(n));
        if (depth == 0) return Gen.Frequency((1, number), (3, read));
        var inner = TermOf(depth - 1);
        var array = from a in inner from b in inner select (Term)new ArrayOf([a, b]);
        var record = from n in Name from a in inner from m in Name.Where(m => m != n) from b in inner select (Term)new RecordOf(n, a, m, b);
        return Gen.Frequency((2, number), (6, read), (1, array), (2, record));
    }

    private sealed record Place(string Root, string[] Names, bool IsComputed)
    {
        public override string ToString()
        {
            if (Names.Length == 0) return Root;
            var first = IsComputed ? $"[\"{Names[0][..1]}\" + \"{Names[0][1..]}\"]" : Root == "$" ? Names[0] : "." + Names[0];
            if (IsComputed && Root == "$") first = Names[0];
            return Root + first + string.Concat(Names.Skip(1).Select(static n => "." + n));
        }
    }

    private abstract record Term;

    private sealed record Number(int Value) : Term
    {
        public override string ToString() => $"{Value}";
    }

    private sealed record Read(Place Place) : Term
    {
        public override string ToString() => Place.ToString();
    }

    private sealed record ArrayOf(Term[] Items) : Term
    {
        public override string ToString() => $"[{string.Join(", ", (object[])Items)}]";
    }

    private sealed record RecordOf(string Name, Term Value, string OtherName, Term OtherValue) : Term
    {
        public override string ToString() => $"{{\"{Name}\": {Value}, \"{OtherName}\": {OtherValue}}}";
    }

    private sealed record Statement(Place Place, Term Term)
    {
        public override string ToString() => $"let {Place} = {Term}";
    }

    /// <summary>Every read and every assignment copies.</summary>
    private sealed class Model(JsonNode? payload, JsonNode? state)
    {
        public Dictionary<string, JsonNode?> Places { get; } = new() { ["event"] = payload, ["$"] = new JsonObject(), ["state"] = state };

        /// <summary>How many statements were begun.</summary>
        public int Done { get; private set; }

        public bool IsTooLarge { get; private set; }

        /// <summary>False after an error.</summary>
        public bool Run(IEnumerable<Statement> statements)
        {
            foreach (var statement in statements)
            {
                Done++;
                if (!TryEvaluate(statement.Term, out var value) || !TryAssign(statement.Place, value)) return false;
                IsTooLarge = Show(statement.Place.Root).Length > MaxLength;
                if (IsTooLarge) return false;
            }

            return Places.ContainsKey("x") && Places.ContainsKey("y");
        }

        public string Show(string root) => Places[root]?.ToJsonString() ?? "null";

        public string Everything() => $"[{string.Join(',', s_roots.Select(Show))}]";

        private bool TryEvaluate(Term wanted, out JsonNode? value)
        {
            value = null;
            switch (wanted)
            {
                case Number number:
                    value = number.Value;
                    return true;
                case Read read:
                    if (!Places.TryGetValue(read.Place.Root, out value)) return false;
                    foreach (var name in read.Place.Names)
                        if (value is not JsonObject record || !record.TryGetPropertyValue(name, out value)) return false;
                    value = value?.DeepClone();
                    return true;
                case ArrayOf array:
                    var items = new JsonArray();
                    value = items;
                    foreach (var term in array.Items)
                    {
                        if (!TryEvaluate(term, out var item)) return false;
                        items.Add(item);
                    }

                    return true;
                default:
                    var fields = (RecordOf)wanted;
                    if (!TryEvaluate(fields.Value, out var first) || !TryEvaluate(fields.OtherValue, out var second)) return false;
                    value = new JsonObject { [fields.Name] = first, [fields.OtherName] = second };
                    return true;
            }
        }

        private bool TryAssign(Place place, JsonNode? value)
        {
            if (place.Names.Length == 0)
            {
                Places[place.Root] = value;
                return true;
            }

            if (!Places.TryGetValue(place.Root, out var container)) return false;
            foreach (var name in place.Names[..^1])
            {
                if (container is not JsonObject record) return false;
                if (!record.TryGetPropertyValue(name, out container)) record[name] = container = new JsonObject();
            }

            if (container is not JsonObject last) return false;
            last[place.Names[^1]] = value;
            return true;
        }
    }
}

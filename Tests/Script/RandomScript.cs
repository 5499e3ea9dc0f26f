using System.Reflection;
using System.Text;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Tests.Script;

/// <summary>Writes scripts that the grammar accepts, of every construct, with the library called with whatever comes.</summary>
internal sealed class RandomScript(Random random)
{
    /// <summary>The built-in functions that may be folded and take the same time whatever they are given.</summary>
    private static readonly NativeFunction[] s_functions =
        [.. FunctionRegistry.Modules.Order().SelectMany(static m => FunctionRegistry.FunctionsOf(m).OrderBy(static f => f.Name))];

    private static readonly string[] s_names = ["a", "b", "k", "n", "`q r`"];
    private static readonly string[] s_fields = ["a", "b", "k", "n", "`from`"];
    private static readonly string[] s_operators = ["or", "xor", "and", "^", "&", "==", "!=", ">=", ">", "<=", "<", "<<", ">>", ">>>", "+", "-", "*", "/", "%"];
    private static readonly string[] s_folds = ["or", "xor", "and", "^", "&", "<<", ">>", ">>>", "+", "-", "*", "/", "%"];
    private static readonly string[] s_extractors =
    [
        "glob|a*|", "re|(?P<k>[a-z]+)|", "rerg|(?P<k>.)|", "base64||", "kv|%{key}=%{val};|", "json||", "dissect|%{a} %{b}|", "grok|%{WORD:w}|", "cidr||", "cidr|10.0.0.0/8|", "influx||", "datetime|%Y-%m-%d|",
    ];

    private static readonly string[] s_literals =
    [
        "0", "1", "2", "7", "63", "64", "9223372036854775807", "9223372036854775808", "18446744073709551615", "2.5", "0.0", "1.0e300", "true", "false", "null", "\"\"", "\"a\"", "\"a=1;b=2\"",
        "\"2024-02-03\"", "\"äöü€\"", "\"10.0.0.1\"", "\"%Y-%m-%dT%H:%M:%S%z\"", "\"{}{}\"", "\"(a|b)*\"", "\"[1, {\\\"a\\\": null}]\"", "[]", "{}", "[1, 2, 3]", "[\"b\", \"a\"]", "{\"a\": 1, \"b\": [2]}", "<< 1, 2, 3 >>",
    ];

    private readonly List<(string Name, int Parameters)> _defined = [];
    private readonly List<string> _constants = [];
    private int _fuel;

    /// <summary>A whole script.</summary>
    public string Script()
    {
        _defined.Clear();
        _constants.Clear();
        _fuel = random.Next(5, 60);
        var items = new List<string>();
        for (var i = random.Next(3); i > 0; i--) items.Add(Definition(i));
        foreach (var name in s_names)
            if (random.Next(5) > 0) items.Add($"let {name} = {(random.Next(3) == 0 ? "event" : Pick(s_literals))}");
        for (var i = random.Next(1, 4); i > 0; i--) items.Add(Statement());
        return string.Join(";\n", items);
    }

    /// <summary>
    /// An expression over the names <c>A</c> to <c>E</c> that gives the same whether these are constants or locals: nothing in it is skipped, and
    /// all of it is evaluated in the order in which it is folded.
    /// </summary>
    public string Strict(int depth)
    {
        if (depth <= 0) return Pick("A", "B", "C", "D", "E");
        return random.Next(11) switch
        {
            0 or 1 or 2 => $"({Strict(depth - 1)} {s_operators[random.Next(3, s_operators.Length)]} {Strict(depth - 1)})",
            3 => $"(-({Strict(depth - 1)}))",
            4 => $"[{Strict(depth - 1)}, {Strict(depth - 1)}]",
            5 => $"{{\"k\": {Strict(depth - 1)}, \"a\": {Strict(depth - 1)}}}",
            6 => $"({Strict(depth - 1)})[{Strict(depth - 1)}]",
            7 => $"({Strict(depth - 1)})[{random.Next(2)}:{random.Next(1, 4)}]",
            8 => $"({Strict(depth - 1)}).{Pick("a", "k")}",
            9 => $"\"x#{{{Strict(depth - 1)}}}\"",
            _ => StrictCall(depth - 1),
        };
    }

    private string StrictCall(int depth)
    {
        NativeFunction function;
        do function = s_functions[random.Next(s_functions.Length)];
        while (!function.IsConstant || function.Overloads.Any(static o => o.Arity == 0));
        return Call(function, () => Strict(depth), unlikely: 1);
    }

    /// <summary>A call with arguments that mostly are of the right type.</summary>
    /// <param name="unlikely">One of how many arguments is of any type.</param>
    private string Call(NativeFunction function, Func<string> argument, int unlikely = 5)
    {
        var overload = function.Overloads[random.Next(function.Overloads.Count)];
        var parameters = overload.Method.GetParameters()
            .Where(static p => p.ParameterType != typeof(CallContext) && p.ParameterType != typeof(ReadOnlySpan<Value>)).ToArray();
        var arguments = parameters.Select(p => random.Next(unlikely) == 0 ? argument() : Fitting(p) ?? argument()).ToList();
        for (var i = overload.IsVariadic ? random.Next(3) : 0; i > 0; i--) arguments.Add(argument());
        if (random.Next(30) == 0) arguments.Add(argument());
        return $"core::{function.Module}::{function.Name}({string.Join(", ", arguments)})";
    }

    private string? Fitting(ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        if (type == typeof(ReadOnlySpan<byte>)) return Pick("k", "event.k", "\"a,b\"", "\"2024-02-03\"", "\"{}\"", "\"[1]\"", "\"#{event}\"", "\"UTC\"");
        if (type == typeof(long) || type == typeof(ulong)) return Pick("n", "event.n", "0", "1", "(-1)", "1706949000123456789");
        if (type == typeof(double)) return Pick("n", "2.5", "(0 - event.n)", "1.0e300", "(1 / 0.0)");
        if (type == typeof(bool)) return Pick("true", "(event.n == 1)");
        return parameter.GetCustomAttribute<IsAttribute>()?.Kinds switch
        {
            Kinds.Array => Pick("event.b", "[event, 1]", "[[event.k, 1], [\"b\", 2]]", "[3, 1, 2]", "[\"b\", \"a\"]"),
            Kinds.Record => Pick("event", "event.a", "{\"a\": event}", "{}"),
            Kinds.Binary => Pick("<< 1, 2 >>", "<< event.k/binary >>"),
            Kinds.String => Pick("event.k", "\"a\""),
            Kinds.Integer => Pick("n", "event.n", "0", "(-1)"),
            Kinds.Number => Pick("n", "2.5", "(0 - event.n)"),
            _ => null,
        };
    }

    private string Definition(int number)
    {
        // A name is known only behind its definition.
        var (name, parameters, text) = random.Next(4) switch
        {
            0 => ($"C{number}", -1, $"const C{number} = {Pick(s_literals)}"),
            1 => ($"m{number}", 2, $"fn m{number}(a, b) of case ({Element()}, {Element()}){Guard()} => {Body(inFunction: true)} case _ => {Body(inFunction: true)} end"),
            2 => ($"r{number}", 2, $"fn r{number}(a, b) with match {Immutable()} of case {Pattern()} => {Immutable()} case _ => recur({Immutable()}, {Immutable()}) end end"),
            _ => ($"f{number}", 1, $"fn f{number}(a, ...) with {Body(inFunction: true)} end"),
        };
        if (parameters < 0) _constants.Add(name);
        else _defined.Add((name, parameters));
        return text;
    }

    private string Statement(bool inFunction = false)
    {
        if (--_fuel < 0) return Immutable();
        return random.Next(inFunction ? 6 : 9) switch
        {
            0 or 1 => $"let {Target()} = {(random.Next(4) == 0 ? Statement(inFunction) : Immutable())}",
            2 => $"match {Immutable()} of {Clauses(() => $"{Body(inFunction)}")} end",
            3 => $"for {Immutable()} of case ({Name()}, {Name()}){Guard()} => {Body(inFunction)}{Into()} end",
            6 => $"emit {Immutable()} => \"{Pick("out", "side", "#{1}")}\"",
            7 => random.Next(3) == 0 ? "drop" : "emit",
            _ => Immutable(),
        };
    }

    private string Body(bool inFunction) => random.Next(3) == 0 ? $"{Statement(inFunction)};\n {Statement(inFunction)}" : Statement(inFunction);

    private string Clauses(Func<string> body)
    {
        var clauses = new StringBuilder();
        for (var i = random.Next(1, 4); i > 0; i--) clauses.Append($"case {Pattern()}{Guard()} => {body()}\n ");
        if (random.Next(4) > 0) clauses.Append($"case _ => {body()}");
        return clauses.ToString();
    }

    private string Guard() => random.Next(4) == 0 ? $" when {Immutable()}" : "";

    private string Into() => random.Next(3) switch
    {
        0 => $" into {Simple()} use {Pick(s_folds)}",
        1 => $" into {Simple()}",
        _ => "",
    };

    private string Pattern()
    {
        if (--_fuel < 0) return "_";
        return random.Next(9) switch
        {
            0 => "_",
            1 => "~ " + Pick(s_extractors),
            2 => RecordPattern(),
            3 => $"%[{Elements(0)}]",
            4 => $"%({Elements(0)})",
            5 => $"%({Elements(1)}, ...)",
            6 => $"{Name()} = {Pattern()}",
            _ => Simple(),
        };
    }

    private string Elements(int least) => string.Join(", ", Enumerable.Range(0, random.Next(least, 3)).Select(_ => Element()));

    private string Element() => random.Next(5) switch
    {
        0 => "_",
        1 => "~ " + Pick(s_extractors),
        2 => RecordPattern(),
        _ => Simple(),
    };

    private string RecordPattern() => $"%{{ {string.Join(", ", Enumerable.Range(0, random.Next(3)).Select(_ => FieldTest()))} }}";

    private string FieldTest() => random.Next(6) switch
    {
        0 => "present " + Field(),
        1 => "absent " + Field(),
        2 => $"{Field()} ~= {Pick(s_extractors)}",
        3 => $"{Field()} ~= {(--_fuel < 0 ? "%{}" : RecordPattern())}",
        4 => $"{Field()} ~= %[{Elements(0)}]",
        _ => $"{Field()} {Pick("==", "!=", "<", "<=", ">", ">=")} {Simple()}",
    };

    /// <summary>An expression of immutable code; bare <c>match</c> and <c>for</c> are put into parentheses.</summary>
    private string Immutable()
    {
        if (--_fuel < 0) return Simple();
        return random.Next(16) switch
        {
            0 or 1 or 2 => $"{Operand()} {Pick(s_operators)} {Operand()}",
            3 => $"{Pick("-", "+", "not ", "!")}({Immutable()})",
            4 => $"(match {Immutable()} of {Clauses(() => random.Next(4) == 0 ? $"{Immutable()}, {Immutable()}" : Immutable())} end)",
            5 => $"(for {Immutable()} of case ({Name()}, {Name()}){Guard()} => {Immutable()}{Into()} end)",
            6 => $"(patch {Immutable()} of {string.Join("; ", Enumerable.Range(0, random.Next(1, 4)).Select(_ => PatchOperation()))} end)",
            7 => $"(merge {Immutable()} of {Immutable()} end)",
            8 => $"[{Immutable()}, {Immutable()}]",
            9 => $"{{\"{Pick("a", "b", "k")}\": {Immutable()}, \"#{{{Operand()}}}\": {Immutable()}}}",
            10 => $"\"{Pick("", "a", "é")}#{{{Operand()}}}\"",
            11 => $"{Pick("present", "absent")} {Path()}",
            12 => $"<< ({Immutable()}){Pick("", ":4", ":16/little", "/binary", ":12/signed_integer")}, 1 >>",
            13 when _defined.Count > 0 => DefinedCall(),
            _ => Call(s_functions[random.Next(s_functions.Length)], Operand),
        };
    }

    private string DefinedCall()
    {
        var (name, parameters) = _defined[random.Next(_defined.Count)];
        var count = Math.Max(0, parameters + random.Next(-1, 2));
        return $"{name}({string.Join(", ", Enumerable.Range(0, count).Select(_ => Operand()))})";
    }

    private string PatchOperation() => random.Next(8) switch
    {
        0 => $"insert \"{Pick("a", "n", "z")}\" => {Immutable()}",
        1 => $"upsert \"{Pick("a", "n", "#{1}")}\" => {Immutable()}",
        2 => $"update \"{Pick("a", "n", "z")}\" => {Immutable()}",
        3 => $"erase \"{Pick("a", "n", "z")}\"",
        4 => $"{Pick("move", "copy")} \"{Pick("a", "z")}\" => \"{Pick("b", "y")}\"",
        5 => $"merge \"{Pick("a", "k")}\" => {Immutable()}",
        6 => $"{Pick("merge", "default")} => {Immutable()}",
        _ => $"default \"{Pick("a", "z")}\" => {Immutable()}",
    };

    private string Operand() => random.Next(3) == 0 ? $"({Immutable()})" : Simple();

    private string Simple() => random.Next(4) switch
    {
        0 => Pick(s_literals),
        1 when _constants.Count > 0 => _constants[random.Next(_constants.Count)],
        _ => Path(),
    };

    private string Path()
    {
        var path = new StringBuilder(Pick("event", "event", "event", "state", "$a", "args", Name(), Name()));
        for (var i = random.Next(3); i > 0; i--) path.Append(Segment());
        return path.ToString();
    }

    private string Target()
    {
        var path = new StringBuilder(Pick("event", "state", "$a", Name(), Name()));
        for (var i = random.Next(3); i > 0; i--) path.Append(random.Next(4) == 0 ? Segment() : "." + Field());
        return path.ToString();
    }

    private string Segment() => random.Next(6) switch
    {
        0 => $"[{random.Next(4)}]",
        1 => $"[{random.Next(2)}:{random.Next(2, 4)}]",
        2 => $"[{Name()}]",
        3 => "[\"a\"]",
        _ => "." + Field(),
    };

    private string Name() => Pick(s_names);

    private string Field() => Pick(s_fields);

    private string Pick(params string[] choices) => choices[random.Next(choices.Length)];
}

using Tremor.Dataflow.Engine.Diagnostics;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Functions;
using Tremor.Dataflow.Script.Interpreter;

namespace Tremor.Dataflow.Script.Testing;

/// <summary>One call of <c>suite</c> at the top level of a test file (spec: stdlib 8.2).</summary>
/// <param name="Name">Empty where it has none.</param>
/// <param name="Tags">Its own, without those of the file.</param>
public sealed record UnitTestSuite(string Name, IReadOnlyList<string> Tags, IReadOnlyList<UnitTest> Tests);

/// <summary>One test of a suite: an expression that gives <c>true</c> when all is well.</summary>
public sealed class UnitTest
{
    private readonly CompiledScript? _expression;
    private readonly Diagnostic? _malformed;

    internal UnitTest(string name, IReadOnlyList<string> tags, SourceSpan span, string text, CompiledScript expression)
    {
        (Name, Tags, Span, Text) = (name, tags, span, text);
        _expression = expression;
    }

    /// <summary>A test that cannot be run: its outcome is that error.</summary>
    internal UnitTest(SourceSpan span, string text, Diagnostic malformed)
    {
        (Name, Tags, Span, Text) = ("", [], span, text);
        _malformed = malformed;
    }

    /// <summary>Empty where it has none.</summary>
    public string Name { get; }

    /// <summary>Its own, without those of the suite.</summary>
    public IReadOnlyList<string> Tags { get; }

    /// <summary>Where the expression stands.</summary>
    public SourceSpan Span { get; }

    /// <summary>The expression as it is written.</summary>
    public string Text { get; }

    /// <summary>Evaluates the expression, with empty records for <c>event</c>, <c>$</c> and <c>state</c> (spec: stdlib 8.3).</summary>
    /// <param name="context">With the ingest time that the test sees.</param>
    public UnitTestOutcome Run(CallContext context)
    {
        if (_malformed is not null) return new() { Error = _malformed };
        try
        {
            return Evaluate(context);
        }
        catch (Exception e) when (Machine.IsLimit(e))
        {
            var kind = e is InsufficientExecutionStackException ? ErrorKind.RecursionLimit : ErrorKind.Overflow;
            return Refuse(kind, "The values of this test are too large or too deep to be looked at");
        }
        catch (OutOfMemoryException)
        {
            return Refuse(ErrorKind.Overflow, "There is not enough memory for this test");
        }
    }

    private UnitTestOutcome Refuse(ErrorKind kind, string message) =>
        new() { Error = new Diagnostic { Severity = Severity.Error, Code = kind.ToString(), Message = message, Span = Span } };

    private UnitTestOutcome Evaluate(CallContext context)
    {
        var instance = _expression!.NewInstance(context);
        var (payload, meta, state) = (Value.EmptyRecord, Value.EmptyRecord, Value.EmptyRecord);
        if (instance.Run(ref payload, ref meta, ref state) != ScriptOutcome.Emit) return new() { Error = instance.Error };
        if (instance.Value.TryGetBool(out var holds)) return new() { IsPassed = holds };
        return instance.Value is { IsArray: true, Count: 2 } pair
            ? new() { Mismatch = new UnitTestMismatch(pair[0], pair[1]) }
            : new() { Unusable = Display.ToText(instance.Value) };
    }
}

/// <summary>The outcome of a test; a failure has at most one of the reasons.</summary>
public sealed record UnitTestOutcome
{
    /// <summary>Whether the test gave <c>true</c>.</summary>
    public bool IsPassed { get; init; }

    /// <summary>The two values that were to be equal.</summary>
    public UnitTestMismatch? Mismatch { get; init; }

    /// <summary>The value of the expression where it is neither a boolean nor such a pair.</summary>
    public string? Unusable { get; init; }

    /// <summary>The expression could not be evaluated, which ends its suite.</summary>
    public Diagnostic? Error { get; init; }
}

/// <summary>Two values that were to be equal and are not.</summary>
public sealed record UnitTestMismatch(Value Expected, Value Got)
{
    /// <summary>Both, as <c>array::join</c> shows values: <c>1 != 2</c>.</summary>
    public override string ToString() => $"{Display.ToText(Expected)} != {Display.ToText(Got)}";

    /// <summary>Whether <see cref="ToString"/> cannot tell the two apart, which it shows whole: <c>1</c> and <c>"1"</c>.</summary>
    public bool LooksEqual => Display.ToText(Expected) is var shown && shown != Display.TooLarge && shown == Display.ToText(Got);

    /// <summary>Where the two differ first, such as <c>.items[2]: 10 != 12</c>; null where they are no containers of one kind.</summary>
    public string? FirstDifference => ValueDifference.Find(Expected, Got);
}

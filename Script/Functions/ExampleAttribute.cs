namespace Tremor.Dataflow.Script.Functions;

/// <summary>
/// A documented example of a native function, an operator or a keyword: shown in the reference, and run as a test with all of the library
/// loaded.
/// </summary>
/// <param name="call">An expression, such as <c>string::len("ab")</c>.</param>
/// <param name="result">What it evaluates to, as an expression.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Field, AllowMultiple = true)]
internal sealed class ExampleAttribute(string call, string result) : Attribute
{
    public string Call => call;

    public string Result => result;
}

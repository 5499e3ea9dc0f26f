using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.Extractors;

/// <summary>
/// An extractor of the language (spec: language 9), compiled from its argument. The class has a public constructor that takes the argument text,
/// leading blanks already cut, and throws <see cref="InvalidExtractorException"/>. Instances are immutable and shared between threads.
/// </summary>
internal interface IExtractor
{
    /// <summary>Whether the string matches, as a pure test.</summary>
    bool Match(ReadOnlySpan<byte> utf8, CallContext context);

    /// <summary>Whether the string matches with extraction, and what is extracted; the value looks into no memory of the caller.</summary>
    bool Extract(ReadOnlySpan<byte> utf8, CallContext context, out Value value);
}

/// <summary>Registers an extractor under its name, in lower case. The summary of the class and its remarks are the reference page.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
internal sealed class ExtractorAttribute(string name) : Attribute
{
    public string Name => name;
}

/// <summary>A documented example of an extractor: shown in the reference, and run as a test.</summary>
/// <param name="argument">As it stands between the bars.</param>
/// <param name="input">The text.</param>
/// <param name="result">What is extracted, as an expression; null for no match.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
internal sealed class ExtractorExampleAttribute(string argument, string input, string? result) : Attribute
{
    public string Argument => argument;

    public string Input => input;

    public string? Result => result;
}

/// <summary>The argument of an extractor is wrong; the message says why.</summary>
internal sealed class InvalidExtractorException(string reason) : FormatException(reason);

using System.Text;
using Tremor.Dataflow.Script.Syntax;

namespace Tremor.Dataflow.Script.Printing;

/// <summary>
/// Writes a syntax tree as a script: parsing it again gives the same tree, but for places. One layout for all: a statement, clause or
/// operation on a line of its own, parentheses only where they are needed; ordinary comments are no part of the tree and are lost.
/// </summary>
internal sealed partial class ScriptPrinter
{
    private const int Indent = 2;

    private readonly StringBuilder _text = new();
    private int _depth;

    /// <summary>How many strings around this interpolate it: there everything stands on one line.</summary>
    private int _strings;

    private ScriptPrinter()
    {
    }

    public static string Print(ScriptFile file)
    {
        var printer = new ScriptPrinter();
        foreach (var line in file.ModuleDoc) printer.Comment("###", line);
        for (var i = 0; i < file.Statements.Count; i++)
        {
            printer.Statement(file.Statements[i]);
            printer._text.Append(i + 1 < file.Statements.Count ? ";\n" : "\n");
        }

        return printer._text.ToString();
    }

    /// <summary>One expression, as it may stand in parentheses.</summary>
    public static string Print(Expression expression)
    {
        var printer = new ScriptPrinter();
        printer.Expression(expression, Context.Mutable);
        return printer._text.ToString();
    }

    private ScriptPrinter Add(string text)
    {
        _text.Append(text);
        return this;
    }

    private void NewLine()
    {
        if (_strings > 0) _text.Append(' ');
        else _text.Append('\n').Append(' ', _depth * Indent);
    }

    private void Comment(string hashes, string line) => _text.Append(line.Length == 0 ? hashes : $"{hashes} {line}").Append('\n');

    private void Documentation(string? doc)
    {
        if (doc is null) return;
        foreach (var line in doc.Split('\n')) Comment("##", line);
    }

    private void Statement(Statement statement)
    {
        switch (statement)
        {
            case UseStatement use:
                Use(use);
                break;
            case ConstStatement constant:
                Documentation(constant.Doc);
                Add($"const {Notation.Name(constant.Name)} = ").Expression(constant.Value, Context.Immutable);
                break;
            case FnStatement function:
                Documentation(function.Doc);
                Function(function);
                break;
            case IntrinsicStatement intrinsic:
                Documentation(intrinsic.Doc);
                Add($"intrinsic fn {Notation.Name(intrinsic.Name)}({Parameters(intrinsic.Parameters, intrinsic.IsVariadic)}) as {Notation.Names(intrinsic.Target)}");
                break;
            default:
                Expression(((ExpressionStatement)statement).Expression, Context.Mutable);
                break;
        }
    }

    private void Use(UseStatement use)
    {
        if (use.Modules is [var only])
        {
            Add("use ").Add(Module(only.Path, only.Alias));
            return;
        }

        // Several modules stand in one statement only because of braces, and then they have their first name in common.
        Add($"use {Notation.Name(use.Modules[0].Path[0])}::{{");
        Add(string.Join(", ", use.Modules.Select(static m => Module([.. m.Path.Skip(1)], m.Alias)))).Add("}");

        static string Module(IReadOnlyList<string> path, string alias) =>
            Notation.Names(path) + (alias == path[^1] ? "" : $" as {Notation.Name(alias)}");
    }

    private void Function(FnStatement function)
    {
        Add($"fn {Notation.Name(function.Name)}({Parameters(function.Parameters, function.IsVariadic)}) ");
        if (function.Cases.Count > 0)
        {
            Add("of");
            foreach (var clause in function.Cases)
            {
                NewLine();
                Add("case ");
                if (clause.Pattern is TuplePattern tuple) Elements("(", tuple.Items, isOpen: false, ")");
                else Add("_");
                ClauseRest(clause.Guard, clause.Body, isMutable: true);
            }
        }
        else
        {
            Add("with");
            Block(function.Body, ";", Context.Mutable);
        }

        NewLine();
        Add("end");
    }

    private static string Parameters(IReadOnlyList<FnParameter> parameters, bool isVariadic)
    {
        var names = parameters.Select(static p => Notation.Name(p.Name));
        return string.Join(", ", isVariadic ? names.Append("...") : names);
    }

    /// <summary>Expressions on lines of their own.</summary>
    private void Block(IReadOnlyList<Expression> body, string separator, Context context)
    {
        _depth++;
        for (var i = 0; i < body.Count; i++)
        {
            NewLine();
            Expression(body[i], context);
            if (i + 1 < body.Count) Add(separator);
        }

        _depth--;
    }

    private void ClauseRest(Expression? guard, IReadOnlyList<Expression> body, bool isMutable)
    {
        if (guard is not null) Add(" when ").Expression(guard, Context.Immutable);
        Add(" =>");
        var context = isMutable ? Context.Mutable : Context.Immutable;
        if (body.Count == 1 && body[0] is not (MatchExpression or ForExpression)) Add(" ").Expression(body[0], context);
        else Block(body, isMutable ? ";" : ",", context);
    }
}

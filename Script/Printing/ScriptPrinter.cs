using Tremor.Dataflow.Script.Syntax;

namespace Tremor.Dataflow.Script.Printing;

/// <summary>
/// Writes a syntax tree as a script: parsing it again gives the same tree, but for places. One layout for all: a statement, clause or
/// operation on a line of its own, parentheses only where they are needed; ordinary comments are no part of the tree and are lost.
/// </summary>
internal sealed class ScriptPrinter(PrintedText text, ExpressionPrinter expressions)
{
    public static string Print(ScriptFile file)
    {
        var text = new PrintedText();
        new ScriptPrinter(text, new ExpressionPrinter(text)).Script(file);
        return text.Add("\n").ToString();
    }

    /// <summary>A script, without the end of its last line.</summary>
    public void Script(ScriptFile file)
    {
        foreach (var line in file.ModuleDoc) Comment("###", line);
        for (var i = 0; i < file.Statements.Count; i++)
        {
            Statement(file.Statements[i]);
            if (i + 1 == file.Statements.Count) break;
            text.Add(";");
            text.NewLine();
        }
    }

    private void Comment(string hashes, string line)
    {
        text.Add(line.Length == 0 ? hashes : $"{hashes} {line}");
        text.NewLine();
    }

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
                expressions.Print($"const {Notation.Name(constant.Name)} = ", constant.Value, ExpressionPlace.Immutable);
                break;
            case FnStatement function:
                Documentation(function.Doc);
                Function(function);
                break;
            case IntrinsicStatement intrinsic:
                Documentation(intrinsic.Doc);
                text.Add($"intrinsic fn {Notation.Name(intrinsic.Name)}({Parameters(intrinsic.Parameters, intrinsic.IsVariadic)}) as {Notation.Names(intrinsic.Target)}");
                break;
            default:
                expressions.Print(((ExpressionStatement)statement).Expression, ExpressionPlace.Mutable);
                break;
        }
    }

    private void Use(UseStatement use)
    {
        if (use.Modules is [var only])
        {
            text.Add("use ").Add(Module(only.Path, only.Alias));
            return;
        }

        // Several modules stand in one statement only because of braces, and then they have their first name in common.
        text.Add($"use {Notation.Name(use.Modules[0].Path[0])}::{{");
        text.Add(string.Join(", ", use.Modules.Select(static m => Module([.. m.Path.Skip(1)], m.Alias)))).Add("}");

        static string Module(IReadOnlyList<string> path, string alias) =>
            Notation.Names(path) + (alias == path[^1] ? "" : $" as {Notation.Name(alias)}");
    }

    private void Function(FnStatement function)
    {
        text.Add($"fn {Notation.Name(function.Name)}({Parameters(function.Parameters, function.IsVariadic)}) ");
        if (function.Cases.Count > 0)
        {
            text.Add("of");
            foreach (var clause in function.Cases)
            {
                text.NewLine();
                text.Add("case ");
                if (clause.Pattern is TuplePattern tuple) expressions.Patterns.Elements("(", tuple.Items, isOpen: false, ")");
                else text.Add("_");
                expressions.Clauses.Rest(clause.Guard, clause.Body, isMutable: true);
            }
        }
        else
        {
            text.Add("with");
            expressions.Clauses.Body(function.Body, isMutable: true);
        }

        text.NewLine();
        text.Add("end");
    }

    private static string Parameters(IReadOnlyList<FnParameter> parameters, bool isVariadic)
    {
        var names = parameters.Select(static p => Notation.Name(p.Name));
        return string.Join(", ", isVariadic ? names.Append("...") : names);
    }
}

using FsCheck;
using FsCheck.Fluent;
using Tremor.Dataflow.Engine.Values;
using Tremor.Dataflow.Script.Diagnostics;
using Tremor.Dataflow.Script.Syntax;

namespace Tremor.Dataflow.Tests.Script.Printing;

/// <summary>Syntax trees of every construct, as the parser could have made them; their places are empty.</summary>
internal static class RandomTree
{
    private static readonly TextSpan s_nowhere = new(0, 0);

    public static Gen<ScriptFile> File =>
        from doc in DocLine.ListOf().Resize(2)
        from statements in Gen.Choose(0, 3).SelectMany(Statement).NonEmptyListOf().Resize(3)
        select new ScriptFile([.. doc], [.. statements]);

    private static Gen<string> Name => Gen.Frequency(
        (6, Gen.Elements("a", "b", "long_name", "x1", "été", "re")),
        (1, Gen.Elements("end", "event", "odd name", "", "_tmp", "1", "a\\b", "match")));

    private static Gen<string> DocLine => Gen.Elements("", "one line", "# not a heading", "a \"quote\" | bar");

    private static Gen<string?> Doc =>
        Gen.Frequency((2, Gen.Constant((string?)null)), (1, DocLine.NonEmptyListOf().Resize(3).Select(static l => (string?)string.Join('\n', l))));

    /// <summary>Pieces of text that need escapes, or become something else when they meet.</summary>
    private static Gen<string> Text =>
        from pieces in Gen.Elements("a", "\"", "\\", "#", "{", "#{", "}", "\n", "\r", "\t", "\b", "\f", "\0", "é", "😀", " ", "u0041", "|", "\"\"\"")
            .ListOf().Resize(6)
        select string.Concat(pieces);

    private static Gen<string> Argument =>
        from pieces in Gen.Elements("a", "\\", "|", " ", "\t", "#{", "\"", "é", "\\n").ListOf().Resize(6)
        select string.Concat(pieces);

    private static Gen<Value> Literal => Gen.OneOf(
        Gen.Elements(Value.Null, Value.True, Value.False, Value.From(0UL), Value.From(ulong.MaxValue), Value.From(1UL << 63)),
        Gen.Elements(0.0, 1.5, 1e16, 1e300, 5e-324, 1e-5, double.MaxValue, double.PositiveInfinity, 123456789.125).Select(Value.From),
        Gen.Choose(0, int.MaxValue).Select(static n => Value.From((ulong)n)));

    private static Gen<BinaryOperator> Comparison =>
        Gen.Elements(
            BinaryOperator.Equal, BinaryOperator.NotEqual, BinaryOperator.Greater, BinaryOperator.GreaterEqual, BinaryOperator.Less,
            BinaryOperator.LessEqual);

    private static Gen<Statement> Statement(int size) => Gen.Frequency(
        (1, from modules in Modules select (Statement)new UseStatement(s_nowhere, s_nowhere, modules)),
        (1, from doc in Doc from name in Name from value in Immutable(size) select (Statement)new ConstStatement(s_nowhere, doc, name, value)),
        (1, from doc in Doc
            from name in Name
            from parameters in Parameters
            from isVariadic in Gen.Elements(true, false)
            from body in Block(size)
            select (Statement)new FnStatement(s_nowhere, doc, name, parameters, isVariadic, body, [])),
        (1, from doc in Doc
            from name in Name
            from parameters in Parameters
            from cases in FnCase(size).ListOf().Resize(2)
            from last in Block(size)
            let otherwise = new MatchClause(s_nowhere, new WildcardPattern(s_nowhere), null, last)
            select (Statement)new FnStatement(s_nowhere, doc, name, parameters, false, [], [.. cases, otherwise])),
        (1, from doc in Doc
            from name in Name
            from parameters in Parameters
            from isVariadic in Gen.Elements(true, false)
            from target in Name.NonEmptyListOf().Resize(3)
            select (Statement)new IntrinsicStatement(s_nowhere, doc, name, parameters, isVariadic, [.. target])),
        (8, Mutable(size).Select(static e => (Statement)new ExpressionStatement(e))));

    private static Gen<IReadOnlyList<UsedModule>> Modules =>
        from first in Name
        from rest in Name.NonEmptyListOf().Resize(3).NonEmptyListOf().Resize(3)
        from aliases in Name.Two()
        from isAliased in Gen.Elements(true, false)
        from isSingle in Gen.Elements(true, false)
        select (IReadOnlyList<UsedModule>)(isSingle
            ? [new UsedModule([first], isAliased ? aliases.Item1 : first)]
            : [.. rest.Select(path => new UsedModule([first, .. path], isAliased ? aliases.Item2 : path[^1]))]);

    private static Gen<IReadOnlyList<FnParameter>> Parameters =>
        from names in Name.ListOf().Resize(3) select (IReadOnlyList<FnParameter>)[.. names.Select(static n => new FnParameter(n, s_nowhere))];

    private static Gen<IReadOnlyList<T>> Some<T>(Gen<T> item) => item.ListOf().Resize(2).Select(static l => (IReadOnlyList<T>)[.. l]);

    private static Gen<IReadOnlyList<T>> OneOrMore<T>(Gen<T> item) => item.NonEmptyListOf().Resize(2).Select(static l => (IReadOnlyList<T>)[.. l]);

    private static Gen<T?> Maybe<T>(Gen<T> item)
        where T : class => Gen.Frequency((1, Gen.Constant((T?)null)), (1, item.Select(static i => (T?)i)));

    private static Gen<IReadOnlyList<Expression>> Block(int size) => OneOrMore(Mutable(size - 1));

    private static Gen<MatchClause> FnCase(int size) =>
        from elements in OneOrMore(Element(size - 1))
        from guard in Maybe(Immutable(size - 1))
        from body in Block(size)
        select new MatchClause(s_nowhere, new TuplePattern(s_nowhere, elements, false), guard, body);

    private static Gen<Expression> Mutable(int size) => size <= 0 ? Simple(0) : Gen.Frequency(
        (2, from path in Path(size - 1) from value in Mutable(size - 1) select (Expression)new LetExpression(s_nowhere, path, value)),
        (1, Gen.Constant((Expression)new DropExpression(s_nowhere))),
        (1, from value in Maybe(Immutable(size - 1)) from port in Maybe(String(size - 1)) select (Expression)new EmitExpression(s_nowhere, value, port)),
        (2, Match(size, isMutable: true)),
        (2, For(size, isMutable: true)),
        (4, Immutable(size)));

    private static Gen<Expression> Immutable(int size) => size <= 0 ? Simple(0) : Gen.Frequency(
        (1, Match(size, isMutable: false)), (1, For(size, isMutable: false)), (4, Simple(size)));

    private static Gen<Expression> Match(int size, bool isMutable) =>
        from target in Immutable(size - 1)
        from clauses in OneOrMore(
            from pattern in Pattern(size - 1)
            from guard in Maybe(Immutable(size - 1))
            from body in Body(size, isMutable)
            select new MatchClause(s_nowhere, pattern, guard, body))
        select (Expression)new MatchExpression(s_nowhere, isMutable, target, clauses);

    private static Gen<Expression> For(int size, bool isMutable) =>
        from target in Immutable(size - 1)
        from clauses in OneOrMore(
            from key in Name
            from value in Name
            from guard in Maybe(Immutable(size - 1))
            from body in Body(size, isMutable)
            select new ForClause(s_nowhere, key, value, guard, body))
        from start in Maybe(Immutable(size - 1))
        from fold in Gen.Elements<BinaryOperator?>(
            null, BinaryOperator.Or, BinaryOperator.ShiftRightUnsigned, BinaryOperator.Add, BinaryOperator.BitXor, BinaryOperator.Modulo)
        select (Expression)new ForExpression(s_nowhere, isMutable, target, clauses, start, start is null ? null : fold);

    private static Gen<IReadOnlyList<Expression>> Body(int size, bool isMutable) => OneOrMore(isMutable ? Mutable(size - 1) : Immutable(size - 1));

    /// <summary>Operators over anything: what may not stand at its place without parentheses gets them.</summary>
    private static Gen<Expression> Simple(int size) => size <= 0 ? Leaf : Gen.Frequency(
        (2, Leaf),
        (4, Chain(size)),
        (2, from op in Gen.Elements(UnaryOperator.Plus, UnaryOperator.Minus, UnaryOperator.Not, UnaryOperator.BitNot)
            from operand in Immutable(size - 1)
            select (Expression)new UnaryExpression(s_nowhere, op, operand)),
        (1, from isPresent in Gen.Elements(true, false) from path in Path(size - 1) select (Expression)new PresenceExpression(s_nowhere, isPresent, path)),
        (1, String(size).Select(static s => (Expression)s)),
        (3, Path(size - 1).Select(static p => (Expression)p)),
        (3, Root(size)),
        (1, from target in Immutable(size - 1)
            from operations in OneOrMore(Operation(size - 1))
            select (Expression)new PatchExpression(s_nowhere, target, operations)),
        (1, from target in Immutable(size - 1) from change in Immutable(size - 1) select (Expression)new MergeExpression(s_nowhere, target, change)),
        (1, from arguments in Some(Immutable(size - 1)) select (Expression)new RecurExpression(s_nowhere, arguments)),
        (1, from parts in Some(Part(size - 1)) select (Expression)new BytesExpression(s_nowhere, parts)));

    private static Gen<Expression> Leaf => Gen.OneOf(
        Literal.Select(static v => (Expression)new LiteralExpression(s_nowhere, v)),
        Name.Select(static n => (Expression)new PathExpression(s_nowhere, PathRoot.Name, [], n, null, [])),
        Gen.Constant((Expression)new PathExpression(s_nowhere, PathRoot.Event, [], "", null, [])));

    private static Gen<Expression> Chain(int size) =>
        from op in Gen.Elements(Enum.GetValues<BinaryOperator>())
        from first in Immutable(size - 1)
        from steps in OneOrMore(
            from same in Gen.Elements(Enum.GetValues<BinaryOperator>().Where(o => Precedence.Of(o) == Precedence.Of(op)))
            from operand in Immutable(size - 1)
            select new OperatorStep(same, operand, 0))
        select (Expression)new OperatorChain(s_nowhere, first, steps);

    /// <summary>The roots of paths that need no parentheses.</summary>
    private static Gen<Expression> Root(int size) => Gen.OneOf(
        from items in Some(Immutable(size - 1)) select (Expression)new ArrayExpression(s_nowhere, items),
        from fields in Some(from key in String(size - 1) from value in Immutable(size - 1) select new RecordField(key, value))
        select (Expression)new RecordExpression(s_nowhere, fields),
        from names in OneOrMore(Name)
        from arguments in Some(Immutable(size - 1))
        select (Expression)new CallExpression(s_nowhere, [.. names.SkipLast(1)], names[^1], arguments));

    private static Gen<PathExpression> Path(int size)
    {
        var named = from names in OneOrMore(Name)
                    from segments in Some(Segment(size))
                    let root = names.Count > 1 ? PathRoot.Qualified : PathRoot.Name
                    select new PathExpression(s_nowhere, root, [.. names.SkipLast(1)], names[^1], null, segments);
        var rooted = from root in Gen.Elements(PathRoot.Event, PathRoot.State, PathRoot.Args, PathRoot.Window, PathRoot.Group)
                     from segments in Some(Segment(size))
                     select new PathExpression(s_nowhere, root, [], "", null, segments);
        var meta = from names in Some(Name)
                   select new PathExpression(s_nowhere, PathRoot.Meta, [], "", null, [.. names.Select(static n => new FieldSegment(s_nowhere, n))]);
        if (size <= 0) return Gen.OneOf(named, rooted, meta);
        var computed = from of in Gen.OneOf(Root(size), Immutable(size))
                       from segments in OneOrMore(Segment(size))
                       select new PathExpression(s_nowhere, PathRoot.Expression, [], "", of, segments);
        return Gen.OneOf(named, rooted, meta, computed);
    }

    private static Gen<Segment> Segment(int size) => size <= 0
        ? Name.Select(static n => (Segment)new FieldSegment(s_nowhere, n))
        : Gen.OneOf(
            Name.Select(static n => (Segment)new FieldSegment(s_nowhere, n)),
            Immutable(size - 1).Select(static i => (Segment)new IndexSegment(s_nowhere, i)),
            from bound in Immutable(size - 1).Two() select (Segment)new RangeSegment(s_nowhere, bound.Item1, bound.Item2));

    private static Gen<StringExpression> String(int size)
    {
        var text = Text.Select(static t => new StringPart(t, null));
        var part = size <= 0 ? text : Gen.OneOf(text, Simple(size - 1).Select(static v => new StringPart(null, v)));
        return Some(part).Select(static parts => new StringExpression(s_nowhere, Joined(parts)));
    }

    /// <summary>Texts side by side are one text, and an empty one is none.</summary>
    private static List<StringPart> Joined(IReadOnlyList<StringPart> parts)
    {
        var joined = new List<StringPart>();
        foreach (var part in parts)
        {
            if (part.Text is { Length: > 0 } && joined is [.., { Text: { } before }]) joined[^1] = new StringPart(before + part.Text, null);
            else if (part.Text is not "") joined.Add(part);
        }

        return joined;
    }

    private static Gen<PatchOperation> Operation(int size)
    {
        var withValue = from op in Gen.Elements(PatchOperator.Insert, PatchOperator.Upsert, PatchOperator.Update, PatchOperator.Merge, PatchOperator.Default)
                        from name in String(size)
                        from isWhole in Gen.Elements(true, false)
                        from value in Immutable(size)
                        select new PatchOperation(s_nowhere, op, isWhole && op is PatchOperator.Merge or PatchOperator.Default ? null : name, null, value);
        var pair = from op in Gen.Elements(PatchOperator.Move, PatchOperator.Copy)
                   from names in String(size).Two()
                   select new PatchOperation(s_nowhere, op, names.Item1, names.Item2, null);
        var erase = from name in String(size) select new PatchOperation(s_nowhere, PatchOperator.Erase, name, null, null);
        return Gen.OneOf(withValue, pair, erase);
    }

    private static Gen<BytesPart> Part(int size) =>
        from value in Immutable(size)
        from bits in Gen.Elements<ulong?>(null, 0, 8, 99)
        from type in Maybe(Name)
        select new BytesPart(s_nowhere, value, bits, type);

    private static Gen<Pattern> Pattern(int size) => Gen.Frequency(
        (2, Element(size)),
        (1, from name in Name from inner in size <= 0 ? Element(0) : Pattern(size - 1) select (Pattern)new NamedPattern(s_nowhere, name, inner)),
        (1, Some(Element(size - 1)).Select(static i => (Pattern)new ArrayPattern(s_nowhere, i))),
        (1, Tuple(size)));

    private static Gen<Pattern> Tuple(int size) =>
        from items in Some(Element(size - 1)) from isOpen in Gen.Elements(true, false) select (Pattern)new TuplePattern(s_nowhere, items, isOpen);

    private static Gen<Pattern> Element(int size) => Gen.Frequency(
        (1, Gen.Constant((Pattern)new WildcardPattern(s_nowhere))),
        (3, Immutable(size).Select(static v => (Pattern)new ValuePattern(s_nowhere, v))),
        (1, Extractor),
        (1, Some(Test(size - 1)).Select(static t => (Pattern)new RecordPattern(s_nowhere, t))));

    private static Gen<Pattern> Extractor =>
        from name in Name from argument in Argument select (Pattern)new ExtractorPattern(s_nowhere, name, argument);

    private static Gen<FieldTest> Test(int size)
    {
        var presence = from name in Name from isPresent in Gen.Elements(true, false) select (FieldTest)new PresenceTest(s_nowhere, name, isPresent);
        var comparison = from name in Name from op in Comparison from value in Immutable(size) select (FieldTest)new CompareTest(s_nowhere, name, op, value);
        var extraction = from name in Name from extractor in Extractor select (FieldTest)new PatternTest(s_nowhere, name, extractor);
        if (size <= 0) return Gen.OneOf(presence, comparison, extraction);
        var nested = from name in Name
                     from pattern in Gen.OneOf(
                         Some(Element(size - 1)).Select(static i => (Pattern)new ArrayPattern(s_nowhere, i)),
                         Tuple(size),
                         Some(Test(size - 1)).Select(static t => (Pattern)new RecordPattern(s_nowhere, t)))
                     select (FieldTest)new PatternTest(s_nowhere, name, pattern);
        return Gen.OneOf(presence, comparison, extraction, nested);
    }
}

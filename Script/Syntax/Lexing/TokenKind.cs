using Tremor.Dataflow.Script.Functions;

namespace Tremor.Dataflow.Script.Syntax.Lexing;

/// <summary>The tokens of the languages (spec: language 1). Keywords stand together, so that <see cref="Tokens.IsKeyword"/> is a comparison; their
/// summaries and examples are their reference.</summary>
internal enum TokenKind : byte
{
    EndOfInput,
    Bad,

    Identifier,
    Integer,
    Float,

    /// <summary>The quote that opens a plain string, or closes it.</summary>
    StringStart,
    StringEnd,
    HeredocStart,
    HeredocEnd,

    /// <summary>Text inside a string, escapes resolved.</summary>
    StringText,
    InterpolationStart,
    InterpolationEnd,

    /// <summary>Bar to bar, escapes and blanks resolved.</summary>
    Extractor,
    Doc,
    ModuleDoc,
    ConfigDirective,

    Comma,
    Semicolon,
    Dot,
    Colon,
    ColonColon,
    Assign,
    Equal,
    NotEqual,
    GreaterEqual,
    Greater,
    LessEqual,
    Less,
    ShiftRight,
    ShiftRightUnsigned,
    ShiftLeft,
    Arrow,
    Tilde,
    TildeEqual,
    Dollar,
    Wildcard,
    Plus,
    Minus,
    Star,
    Slash,
    Percent,
    Caret,
    Ampersand,
    Bang,
    LeftParen,
    RightParen,
    LeftBracket,
    RightBracket,
    LeftBrace,
    RightBrace,
    TuplePattern,
    ArrayPattern,
    RecordPattern,

    /// <summary>Whether a path leads to nothing; in a record pattern, that a field is not there.</summary>
    [Example("absent event.user", "true")]
    Absent,

    /// <summary>Whether both of two booleans are true.</summary>
    [Example("true and not false", "true")]
    And,

    /// <summary>The arguments of the script, as its definition gives them; in a function, the array of the arguments beyond its parameters.</summary>
    [Example("args", "null")]
    Args,

    /// <summary>Gives a module another name in <c>use</c>, or a built-in function one in <c>intrinsic fn</c>.</summary>
    [Example("use std::string as text; text::len(\"lamp\")", "4")]
    As,

    /// <summary>Belongs to queries: <c>group by</c>.</summary>
    By,

    /// <summary>
    /// Begins a clause of a <c>match</c>, a <c>for</c> or a matching function: a pattern, a condition behind <c>when</c>, and behind
    /// <c>=></c> what is done.
    /// </summary>
    [Example("match 7 of case n = _ when n > 5 => \"many\" case _ => \"few\" end", "\"many\"")]
    Case,

    /// <summary>Belongs to deployments.</summary>
    Connect,

    /// <summary>Belongs to deployments.</summary>
    Connector,

    /// <summary>Defines a constant, whose value is computed once when the script is compiled. Its name is written in capitals.</summary>
    [Example("const RATE = 0.25; 40 * (1 + RATE)", "50.0")]
    Const,

    /// <summary>Copies a field in a <c>patch</c>. The new field must not be there; that the old one is missing does not matter.</summary>
    [Example("patch {\"sku\": 7} of copy \"sku\" => \"id\" end", "{\"sku\": 7, \"id\": 7}")]
    Copy,

    /// <summary>Belongs to deployments and queries.</summary>
    Create,

    /// <summary>Sets a field in a <c>patch</c> only if it is missing, or all the missing fields of a record.</summary>
    [Example("patch {\"sku\": 7} of default \"sku\" => 0; default \"count\" => 1 end", "{\"sku\": 7, \"count\": 1}")]
    Default,

    /// <summary>Belongs to deployments and queries.</summary>
    Define,

    /// <summary>Belongs to deployments.</summary>
    Deploy,

    /// <summary>
    /// Ends the work on the event; nothing comes out. Cannot stand in functions, nor where a <c>match</c> or <c>for</c> stands in
    /// parentheses.
    /// </summary>
    Drop,

    /// <summary>Belongs to queries.</summary>
    Each,

    /// <summary>
    /// Ends the work on the event and sends it on: <c>emit</c> the event itself, <c>emit value</c> a value, and <c>=> "port"</c> behind
    /// either names another port than <c>out</c>.
    /// </summary>
    [Example("match 7 of case 7 => emit \"seven\" case _ => null end; \"other\"", "\"seven\"")]
    Emit,

    /// <summary>Ends a <c>match</c>, <c>for</c>, <c>patch</c>, <c>merge</c> or function.</summary>
    End,

    /// <summary>Removes a field in a <c>patch</c>; that it is missing does not matter.</summary>
    [Example("patch {\"sku\": 7, \"note\": \"\"} of erase \"note\" end", "{\"sku\": 7}")]
    Erase,

    /// <summary>The event. <c>let</c> can change it, or fields of it. In a function it is <c>null</c>.</summary>
    [Example("let event = {\"sku\": 7}; let event.count = 1; event", "{\"sku\": 7, \"count\": 1}")]
    Event,

    /// <summary>A boolean.</summary>
    [Example("not false", "true")]
    False,

    /// <summary>Belongs to deployments.</summary>
    Flow,

    /// <summary>
    /// Defines a function: <c>fn name(a, b) with .. end</c>, whose last expression is its result, or <c>fn name(a, b) of case (..) => ..
    /// case _ => .. end</c>, which matches its arguments. A <c>...</c> behind the parameters takes further arguments as the array
    /// <c>args</c>.
    /// </summary>
    [Example("fn double(n) with n * 2 end; double(21)", "42")]
    [Example("fn sign(n) of case (0) => \"none\" case _ => \"some\" end; sign(0)", "\"none\"")]
    Fn,

    /// <summary>
    /// Goes through an array, with positions and elements, or through a record, with names and values, and collects the value of each body:
    /// into an array, or into what <c>into</c> gives. What no clause applies to is left out.
    /// </summary>
    [Example("for [5, 8] of case (i, n) when n > 5 => {\"at\": i, \"n\": n} end", "[{\"at\": 1, \"n\": 8}]")]
    [Example("for {\"a\": 1, \"b\": 2} of case (name, n) => n into 0 end", "3")]
    For,

    /// <summary>Belongs to queries and deployments.</summary>
    From,

    /// <summary>The group of the event in a <c>select</c> with <c>group by</c>; <c>null</c> elsewhere.</summary>
    Group,

    /// <summary>Belongs to queries.</summary>
    Having,

    /// <summary>Adds a field in a <c>patch</c>. It must not be there.</summary>
    [Example("patch {} of insert \"sku\" => 7 end", "{\"sku\": 7}")]
    Insert,

    /// <summary>
    /// Gives the start value of a <c>for</c>: what the bodies give is added to it, to an array as elements, to a record as fields, to a
    /// number as a sum.
    /// </summary>
    [Example("for [5, 8] of case (i, n) => {\"#{i}\": n} into {} end", "{\"0\": 5, \"1\": 8}")]
    Into,

    /// <summary>Gives a built-in function a name: the library does so.</summary>
    [Example("intrinsic fn size(text) as string::len; size(\"lamp\")", "4")]
    Intrinsic,

    /// <summary>
    /// Gives a variable or a field a value. Fields that are missing on the way become records. The value of a <c>let</c> is what it
    /// assigned.
    /// </summary>
    [Example("let user = {}; let user.name.first = \"Ada\"; user", "{\"name\": {\"first\": \"Ada\"}}")]
    Let,

    /// <summary>
    /// Tries patterns on a value; the first that fits decides. A pattern is <c>_</c>, a value, <c>name = pattern</c>, an extractor behind
    /// <c>~</c>, a record pattern <c>%{..}</c>, an array pattern <c>%[..]</c> or a tuple pattern <c>%(..)</c>. Without a <c>case _</c> at
    /// its end, a value that nothing fits is an error.
    /// </summary>
    [Example("match {\"ms\": 900} of case %{ ms > 500 } => \"slow\" case _ => \"fine\" end", "\"slow\"")]
    [Example("match \"lamp-42\" of case r = ~ dissect|%{what}-%{id:int}| => r.id case _ => null end", "42")]
    Match,

    /// <summary>
    /// Puts a record into another, as deep as both have records; in a <c>patch</c> into a field, or without a name into the whole.
    /// <c>null</c> is a value like others.
    /// </summary>
    [Example("merge {\"a\": {\"x\": 1}} of {\"a\": {\"y\": 2}} end", "{\"a\": {\"x\": 1, \"y\": 2}}")]
    Merge,

    /// <summary>Reserved.</summary>
    Mod,

    /// <summary>Renames a field in a <c>patch</c>. The new name must be free; that the field is missing does not matter.</summary>
    [Example("patch {\"nr\": 7} of move \"nr\" => \"sku\" end", "{\"sku\": 7}")]
    Move,

    /// <summary>Negates a boolean.</summary>
    [Example("not (1 == 2)", "true")]
    Not,

    /// <summary>The value for nothing. A field that is <c>null</c> is there.</summary>
    [Example("present event", "true")]
    Null,

    /// <summary>
    /// Stands behind the value of a <c>match</c>, <c>for</c>, <c>patch</c> or <c>merge</c>, and behind the parameters of a matching
    /// function.
    /// </summary>
    Of,

    /// <summary>Belongs to queries.</summary>
    Operator,

    /// <summary>Whether one of two booleans is true.</summary>
    [Example("1 > 2 or 2 > 1", "true")]
    Or,

    /// <summary>
    /// Makes a changed copy of a record, by operations with <c>;</c> between: <c>insert</c>, <c>update</c>, <c>upsert</c>, <c>erase</c>,
    /// <c>move</c>, <c>copy</c>, <c>merge</c> and <c>default</c>. Either all are done, or the event fails.
    /// </summary>
    [Example("patch {\"sku\": 7, \"n\": 1} of upsert \"n\" => 2; erase \"sku\" end", "{\"n\": 2}")]
    Patch,

    /// <summary>Belongs to queries and deployments.</summary>
    Pipeline,

    /// <summary>Whether a path leads to a value, be it <c>null</c>; in a record pattern, that a field is there.</summary>
    [Example("present event.user", "false")]
    Present,

    /// <summary>Begins a function anew with other arguments, as the last thing that it does, up to 1,023 times.</summary>
    [Example("fn sum(n, total) of case (0, total) => total case _ => recur(n - 1, total + n) end; sum(4, 0)", "10")]
    Recur,

    /// <summary>Belongs to queries and deployments.</summary>
    Script,

    /// <summary>Belongs to queries.</summary>
    Select,

    /// <summary>Reserved.</summary>
    Set,

    /// <summary>Belongs to queries.</summary>
    Sliding,

    /// <summary>What the script keeps from one event to the next, <c>null</c> at first. In a function it is <c>null</c>.</summary>
    [Example("let state = {\"seen\": 1}; state.seen", "1")]
    State,

    /// <summary>Belongs to queries.</summary>
    Stream,

    /// <summary>Belongs to deployments.</summary>
    To,

    /// <summary>A boolean, the only value that is true.</summary>
    [Example("true == 1", "false")]
    True,

    /// <summary>Belongs to queries.</summary>
    Tumbling,

    /// <summary>Replaces a field in a <c>patch</c>. It must be there.</summary>
    [Example("patch {\"sku\": 7} of update \"sku\" => 8 end", "{\"sku\": 8}")]
    Update,

    /// <summary>Sets a field in a <c>patch</c>, whether it is there or not.</summary>
    [Example("patch {} of upsert \"sku\" => 8 end", "{\"sku\": 8}")]
    Upsert,

    /// <summary>Makes a module known by its last name, or by the one behind <c>as</c>; and in <c>for</c>, names the operator that combines results.</summary>
    [Example("use std::{string, math as m}; m::floor(2.5) + string::len(\"ab\")", "4")]
    Use,

    /// <summary>A condition for a clause, a boolean.</summary>
    [Example("match 7 of case _ when event == null => \"nothing\" case _ => \"something\" end", "\"nothing\"")]
    When,

    /// <summary>Belongs to queries.</summary>
    Where,

    /// <summary>The name of the window in a <c>select</c> that has one; <c>null</c> elsewhere.</summary>
    Window,

    /// <summary>Stands before the body of a function.</summary>
    With,

    /// <summary>Whether exactly one of two booleans is true.</summary>
    [Example("true xor false", "true")]
    Xor,
}

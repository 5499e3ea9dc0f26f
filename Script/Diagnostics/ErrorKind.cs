namespace Tremor.Dataflow.Script.Diagnostics;

/// <summary>
/// The kinds of errors (spec: language 12); a diagnostic's code is the name. The summary of a kind says when it occurs and its remarks what to do;
/// both are the reference page.
/// </summary>
internal enum ErrorKind
{
    /// <summary>An extractor literal has no closing bar on its line.</summary>
    /// <remarks>
    /// <para>Close it with <c>|</c>. A bar that belongs to the pattern is written <c>\|</c>, and a pattern over several lines has a
    /// backslash at the end of each but the last.</para>
    /// </remarks>
    [ProvokedBy("""
        match event of
          case ~ glob|api/* => "api"
          case _ => "other"
        end
        """)]
    UnterminatedExtractor,

    /// <summary>A string has no closing quote on its line.</summary>
    /// <remarks><para>Close it with <c>"</c>. For a text over several lines write a heredoc, between <c>"""</c> and <c>"""</c>.</para></remarks>
    [ProvokedBy("let greeting = \"hello;\ngreeting")]
    UnterminatedStringLiteral,

    /// <summary>A heredoc has no closing <c>"""</c>.</summary>
    /// <remarks><para>Close it with three quotes. Inside it, a quote directly before the closing ones is written <c>\"</c>.</para></remarks>
    [ProvokedBy("\"\"\"\nDear customer,\n")]
    UnterminatedHereDoc,

    /// <summary>Something stands behind the opening <c>"""</c> of a heredoc on its line, be it a blank.</summary>
    /// <remarks><para>Begin the text on the line after the quotes.</para></remarks>
    [ProvokedBy("\"\"\"Dear customer,\n\"\"\"")]
    TailingHereDoc,

    /// <summary>An interpolation <c>#{</c> in a string has no closing brace.</summary>
    /// <remarks><para>Close it with <c>}</c>. The two characters themselves are written <c>\#{</c>.</para></remarks>
    [ProvokedBy("\"cart of #{event.user\"", Event = """{"user":"ada"}""")]
    UnterminatedInterpolation,

    /// <summary>An interpolation <c>#{}</c> holds no expression.</summary>
    /// <remarks><para>Put an expression between the braces. The characters themselves are written <c>\#{}</c>.</para></remarks>
    [ProvokedBy("\"cart of #{}\"")]
    EmptyInterpolation,

    /// <summary>A quoted name has no closing backtick on its line.</summary>
    /// <remarks><para>Close it with <c>`</c>.</para></remarks>
    [ProvokedBy("event.`user agent", Event = """{"user agent":"curl"}""")]
    UnterminatedIdentLiteral,

    /// <summary>A letter follows a number without a blank between.</summary>
    /// <remarks>
    /// <para>There are no suffixes, no octal and no binary numbers; hexadecimal ones begin with <c>0x</c>, and an exponent needs a
    /// fraction: <c>1.0e5</c>.</para>
    /// </remarks>
    [ProvokedBy("let timeout = 250ms;\ntimeout")]
    UnexpectedCharacter,

    /// <summary>A backslash in a string or an extractor is followed by a character that it does not escape.</summary>
    /// <remarks>
    /// <para>Strings know <c>\"</c>, <c>\\</c>, <c>\#</c>, <c>\b</c>, <c>\f</c>, <c>\n</c>, <c>\r</c>, <c>\t</c> and <c>\uXXXX</c>.
    /// Extractors know <c>\\</c>, <c>\|</c> and a backslash at the end of a line, so a regular expression's <c>\d</c> is written
    /// <c>\\d</c>.</para>
    /// </remarks>
    [ProvokedBy("""
        match event of
          case ~ re|\d+| => "number"
          case _ => "text"
        end
        """)]
    UnexpectedEscapeCode,

    /// <summary>A <c>\u</c> in a string is not followed by four hexadecimal digits that name a character.</summary>
    /// <remarks><para>Write four digits. Characters above U+FFFF stand in the text as themselves; there are no surrogate pairs.</para></remarks>
    [ProvokedBy("\"price: \\u20a\"")]
    InvalidUtf8Sequence,

    /// <summary>A hexadecimal number is malformed, or does not fit 64 bits.</summary>
    /// <remarks><para>Write <c>0x</c> and up to sixteen digits.</para></remarks>
    [ProvokedBy("event == 0x10000000000000000")]
    InvalidHexLiteral,

    /// <summary>A decimal number is larger than 18446744073709551615.</summary>
    /// <remarks><para>Write it as a float, <c>1.0e20</c>, or as a string.</para></remarks>
    [ProvokedBy("event == 100000000000000000000")]
    InvalidIntLiteral,

    /// <summary>The exponent of a float has no digits.</summary>
    /// <remarks><para>Write at least one digit behind <c>e</c>.</para></remarks>
    [ProvokedBy("event * 2.5e")]
    InvalidFloatLiteral,

    /// <summary>The text ends in the middle of a token: behind a backslash, <c>%</c>, <c>!</c>, <c>~</c> or <c>0x</c>.</summary>
    /// <remarks><para>Complete what the text ends with.</para></remarks>
    [ProvokedBy("event %")]
    UnexpectedEndOfStream,

    /// <summary>A token stands where it cannot stand.</summary>
    /// <remarks>
    /// <para>
    /// The message lists what could stand there. The cause often lies right before: a <c>;</c> is missing, or there is one too many before
    /// a <c>case</c> or an <c>end</c>. A keyword that is used as a name goes between backticks.
    /// </para>
    /// </remarks>
    [ProvokedBy("let total = event.price * event.count\nemit total", Event = """{"price":3,"count":2}""")]
    [ProvokedBy("event.state", Event = """{"state":"open"}""")]
    UnrecognizedToken,

    /// <summary>The text ends before the script does, or nests deeper than 500 levels.</summary>
    /// <remarks><para>Look for a missing <c>end</c>, bracket or operand. What nests too deep is split into functions.</para></remarks>
    [ProvokedBy("match event of\n  case 1 => \"one\"\n  case _ => \"many\"")]
    ParserError,

    /// <summary>A function is called that does not exist, at least not before the call.</summary>
    /// <remarks><para>Mind the spelling; <c>use</c> its module and call it as <c>module::function</c>; define functions above their callers.</para></remarks>
    [ProvokedBy("use std::string;\nstring::lowercas(event)")]
    MissingFunction,

    /// <summary>A built-in function is taken from a group that does not exist.</summary>
    /// <remarks><para>Mind the spelling. Scripts reach the built-in functions through the modules of the library.</para></remarks>
    [ProvokedBy("core::strings::len(event)")]
    MissingModule,

    /// <summary>A module is used that is found neither in the library nor in the directories of modules.</summary>
    /// <remarks>
    /// <para>Mind the spelling. <c>TREMOR_PATH</c> lists the directories that are searched, with a colon between; <c>use shop::tax</c>
    /// looks for <c>shop/tax.tremor</c> in each.</para>
    /// </remarks>
    [ProvokedBy("use shop::tax;\ntax::gross(event)")]
    ModuleNotFound,

    /// <summary>Modules use each other in a circle.</summary>
    /// <remarks><para>Move what both need into a module of its own.</para></remarks>
    [ProvokedBy("use shop;\nshop::RATE", Shop = "use shop;\nconst RATE = 19")]
    CyclicUse,

    /// <summary>A value that must be known when the script is compiled is not: that of a <c>const</c>, an argument or a state.</summary>
    /// <remarks>
    /// <para>Use <c>let</c> for what depends on the event, its metadata, the state or the time. <c>match</c>, <c>for</c>, <c>patch</c> and
    /// <c>merge</c> are never constant; calls of functions may be.</para>
    /// </remarks>
    [ProvokedBy("const LIMIT = event.limit;\nLIMIT", Event = """{"limit":3}""")]
    NotConstant,

    /// <summary>A <c>recur</c> is not the last thing that its function does, or stands outside of a function.</summary>
    /// <remarks><para>Pass on what is still to be done as an argument: <c>recur(n - 1, sum + n)</c> in place of <c>n + recur(n - 1)</c>.</para></remarks>
    [ProvokedBy("""
        fn sum(n) of
          case (0) => 0
          case _ => n + recur(n - 1)
        end;
        sum(event)
        """, Event = "3")]
    InvalidRecur,

    /// <summary>An <c>emit</c> stands in a function.</summary>
    /// <remarks><para>Return the value, and emit it where the function is called.</para></remarks>
    [ProvokedBy("fn alert(e) with emit e => \"alerts\" end;\nalert(event)")]
    InvalidEmit,

    /// <summary>A <c>drop</c> stands in a function.</summary>
    /// <remarks><para>Return a value that says so, and drop where the function is called.</para></remarks>
    [ProvokedBy("fn skip(e) with drop end;\nskip(event)")]
    InvalidDrop,

    /// <summary>There is no such extractor, or its argument is malformed.</summary>
    /// <remarks><para>The message says which. <c>tremor doc extractors</c> lists them and what they take.</para></remarks>
    [ProvokedBy("""
        match event of
          case r = ~ dissect|%{ip}%{user}| => r
          case _ => drop
        end
        """)]
    InvalidExtractor,

    /// <summary>A clause of a <c>select</c> names a local variable.</summary>
    /// <remarks>
    /// <para>A clause sees the event, its metadata, <c>args</c>, <c>window</c> and <c>group</c>. Put the work into a script before the
    /// <c>select</c>.</para>
    /// </remarks>
    [ProvokedBy("event.price * rate", Event = """{"price":3}""", IsClause = true)]
    NoLocalsAllowed,

    /// <summary>The target of a <c>select</c> with a window looks at <c>event</c> or <c>$</c> outside of an aggregate.</summary>
    /// <remarks>
    /// <para>What comes out of a window has no event of its own. Aggregate it, <c>aggr::win::last(event.name)</c>, or group by it: an expression that
    /// stands behind <c>group by</c> may stand in the target as well.</para>
    /// </remarks>
    [ProvokedBy("{\"shop\": event.shop, \"sum\": aggr::stats::sum(event.price)}", IsTarget = true)]
    NoEventReferencesAllowed,

    /// <summary>An aggregate stands in an argument of an aggregate.</summary>
    /// <remarks><para>Put the inner one into a <c>select</c> of its own, in front.</para></remarks>
    [ProvokedBy("aggr::stats::max(aggr::stats::sum(event.price))", IsTarget = true)]
    AggrInAggr,

    /// <summary>
    /// A definition or an expression is wrong in one of the ways that have no kind of their own: a name is defined twice, a constant of a module does
    /// not exist, <c>recur</c> has too many or too few arguments, a part of a binary is malformed, a <c>for</c> cannot combine its results.
    /// </summary>
    /// <remarks><para>The message says which.</para></remarks>
    [ProvokedBy("const RATE = 19;\nconst RATE = 7;\nRATE")]
    [ProvokedBy("use http::status;\nevent == status::TEAPOT")]
    [ProvokedBy("for event of\n  case (i, v) => v\n  into []\n  use *\nend", Event = "[1, 2]")]
    Generic,

    /// <summary>A local variable or function parameter is read that has no value, or a field that its record does not have.</summary>
    /// <remarks>
    /// <para>Mind the spelling: the message offers the nearest name. A bare name in a <c>case</c> is read too, it binds nothing: write
    /// <c>case name = _</c>. Test with <c>present</c> what may be missing.</para>
    /// </remarks>
    [ProvokedBy("let total = event;\ntotl * 2", Event = "4")]
    [ProvokedBy("match event of\n  case other => other\nend", Event = "4")]
    BadAccessInLocal,

    /// <summary>A field of the event is read that is not there.</summary>
    /// <remarks>
    /// <para>Test with <c>present event.field</c> or a record pattern such as <c>%{ present field }</c> first, or give it a value with
    /// <c>patch event of default "field" => .. end</c>.</para>
    /// </remarks>
    [ProvokedBy("event.user.name", Event = """{"user":{"id":7}}""")]
    BadAccessInEvent,

    /// <summary>A field of the state is read that is not there.</summary>
    /// <remarks>
    /// <para>The state is what the script left there: set it up with the first event, <c>match state of case null => let state = {"count":
    /// 0} case _ => null end</c>.</para>
    /// </remarks>
    [ProvokedBy("let state = {};\nstate.count + 1")]
    BadAccessInState,

    /// <summary>A field of the metadata is read that is not there.</summary>
    /// <remarks><para>Test with <c>present $name</c> first. Connectors set metadata, and so may the scripts before this one.</para></remarks>
    [ProvokedBy("$priority")]
    BadAccessInGlobal,

    /// <summary>
    /// A value has the wrong type for what is done with it: a field is read of what is no record, an index is no integer, a guard is no
    /// boolean.
    /// </summary>
    /// <remarks>
    /// <para>The message says what was found and what was expected. Test with <c>std::type</c> or a pattern first. <c>null</c> has no
    /// fields, not even to assign to.</para>
    /// </remarks>
    [ProvokedBy("event.user.name", Event = """{"user":"ada"}""")]
    [ProvokedBy("match event of\n  case _ when event.retries => \"again\"\n  case _ => \"done\"\nend", Event = """{"retries":3}""")]
    TypeConflict,

    /// <summary>Something else than a record is folded into a record, or something else than an array stands before <c>+ [..]</c>.</summary>
    /// <remarks><para>Let the body of the <c>for</c> be a record; put what is no array into one.</para></remarks>
    [ProvokedBy("for event of\n  case (i, v) => v\n  into {}\nend", Event = "[1, 2]")]
    TypeError,

    /// <summary>An index or the end of a range lies behind the end of the array.</summary>
    /// <remarks><para>Test with <c>present event[i]</c>, or compare with <c>array::len</c> first.</para></remarks>
    [ProvokedBy("event[2]", Event = "[1, 2]")]
    ArrayOutOfRange,

    /// <summary>An index of an array is negative.</summary>
    /// <remarks><para>Indices count from 0. The last element is <c>event[array::len(event) - 1]</c>.</para></remarks>
    [ProvokedBy("event[0 - 1]", Event = "[1, 2]")]
    BadArrayIndex,

    /// <summary>A range ends before it starts.</summary>
    /// <remarks><para>Write the smaller bound first.</para></remarks>
    [ProvokedBy("let first = 2;\nevent[first:1]", Event = "[1, 2, 3]")]
    DecreasingRange,

    /// <summary>A <c>let</c> would change an element of an array.</summary>
    /// <remarks><para>Arrays are replaced as a whole: make a new one with <c>for</c> or <c>+</c>.</para></remarks>
    [ProvokedBy("let event.items[0] = \"book\"", Event = """{"items":["pen"]}""")]
    AssignIntoArray,

    /// <summary>A <c>let</c> would replace all metadata.</summary>
    /// <remarks><para>Assign its fields: <c>let $name = ..</c>.</para></remarks>
    [ProvokedBy("let $ = {\"priority\": 1}")]
    InvalidAssign,

    /// <summary>A <c>let</c> would change what cannot be changed: a constant, <c>args</c>, <c>window</c>, <c>group</c>, the value of an expression.</summary>
    /// <remarks><para>Copy it to a variable of another name first. A constant takes its name from variables too.</para></remarks>
    [ProvokedBy("const RATE = 19;\nlet RATE = 7")]
    AssignToConst,

    /// <summary>An operator with one operand is not defined for its type.</summary>
    /// <remarks>
    /// <para><c>not</c> takes a boolean, <c>!</c> also an integer, <c>-</c> and <c>+</c> a number. <c>not</c> binds tighter than
    /// comparisons: write <c>not (a == b)</c>.</para>
    /// </remarks>
    [ProvokedBy("not event.count == 1", Event = """{"count":2}""")]
    InvalidUnary,

    /// <summary>An operator is not defined for the types of its operands.</summary>
    /// <remarks>
    /// <para>Nothing is converted on its own: <c>"#{n}"</c> makes a string of a number, <c>integer::parse</c> and <c>float::parse</c> make
    /// numbers of strings. Only numbers are ordered among numbers, and strings among strings.</para>
    /// </remarks>
    [ProvokedBy("\"total: \" + event.total", Event = """{"total":12}""")]
    InvalidBinary,

    /// <summary>An operand of <c>and</c>, <c>or</c> or <c>xor</c> is no boolean.</summary>
    /// <remarks><para>Nothing but <c>true</c> is true: compare, <c>event.retries > 0</c>, or ask for <c>present event.retries</c>.</para></remarks>
    [ProvokedBy("event.ok and event.retries", Event = """{"ok":true,"retries":3}""")]
    InvalidBinaryBoolean,

    /// <summary>An integer is divided by the integer 0.</summary>
    /// <remarks><para>Test the divisor first. Division of floats gives infinity instead.</para></remarks>
    [ProvokedBy("event.bytes / event.seconds", Event = """{"bytes":512,"seconds":0}""")]
    DivisionByZero,

    /// <summary>The result is no 64-bit integer, a text is larger than 256 MiB, a value stands for too many elements, or memory runs out.</summary>
    /// <remarks><para>Compute with floats, <c>event * 1.0</c>, and keep what a script builds from growing without bound.</para></remarks>
    [ProvokedBy("event * event", Event = "10000000000")]
    Overflow,

    /// <summary>Bits are shifted by less than 0 or more than 63.</summary>
    /// <remarks><para>Keep the right operand within 0 to 63.</para></remarks>
    [ProvokedBy("1 << event", Event = "64")]
    InvalidBitshift,

    /// <summary>No clause of a <c>match</c> applies.</summary>
    /// <remarks><para>Add <c>case _ => ..</c> as the last clause; <c>case _ => event</c> and <c>case _ => drop</c> are usual.</para></remarks>
    [ProvokedBy("match event of\n  case \"GET\" => \"read\"\n  case \"PUT\" => \"write\"\nend", Event = "\"POST\"")]
    NoClauseHit,

    /// <summary>A <c>patch</c> would insert, move or copy to a field that exists.</summary>
    /// <remarks>
    /// <para><c>upsert</c> sets a field whether it exists or not, <c>default</c> only if it does not; <c>erase</c> it before a <c>move</c>
    /// or <c>copy</c>.</para>
    /// </remarks>
    [ProvokedBy("patch event of\n  insert \"total\" => 12\nend", Event = """{"total":10}""")]
    PatchKeyExists,

    /// <summary>A <c>patch</c> would update a field that does not exist.</summary>
    /// <remarks><para><c>upsert</c> sets a field whether it exists or not.</para></remarks>
    [ProvokedBy("patch event of\n  update \"total\" => 12\nend", Event = "{}")]
    UpdateKeyMissing,

    /// <summary>The <c>merge</c> of a <c>patch</c> meets something else than two records.</summary>
    /// <remarks><para><c>upsert</c> replaces a field of any type.</para></remarks>
    [ProvokedBy("patch event of\n  merge \"user\" => {\"id\": 7}\nend", Event = """{"user":"ada"}""")]
    MergeTypeConflict,

    /// <summary>A built-in function is called with too many or too few arguments.</summary>
    /// <remarks>
    /// <para><c>tremor doc NAME</c> shows what it takes. Functions of your own are not checked: a parameter without argument has no value,
    /// what is too much is in <c>args</c>.</para>
    /// </remarks>
    [ProvokedBy("use std::string;\nstring::split(event.path)", Event = """{"path":"/cart/7"}""")]
    BadArity,

    /// <summary>A built-in function is called with an argument of the wrong type.</summary>
    /// <remarks><para><c>tremor doc NAME</c> shows what it takes. An integer parameter takes no float, not even <c>2.0</c>.</para></remarks>
    [ProvokedBy("use std::string;\nstring::len(event)", Event = "7")]
    BadType,

    /// <summary>A built-in function cannot do its work on arguments of the right types.</summary>
    /// <remarks>
    /// <para>The message says why. Test the arguments first, or use a pattern: <c>case n = ~ json||</c> goes by without an error where
    /// <c>json::decode</c> fails.</para>
    /// </remarks>
    [ProvokedBy("use std::integer;\ninteger::parse(event)", Event = "\"seven\"")]
    RuntimeError,

    /// <summary>
    /// A function called itself with <c>recur</c> more than 1,023 times, a value nests deeper than 1,024 levels, or the work on one event, or on what is
    /// constant in a script, does not end.
    /// </summary>
    /// <remarks>
    /// <para>
    /// Use <c>for</c> to walk through an array or a record. Keep a state from growing inwards with every event, and loops in loops from
    /// multiplying.
    /// </para>
    /// </remarks>
    [ProvokedBy("""
        fn count(n, sum) of
          case (0, sum) => sum
          case _ => recur(n - 1, sum + n)
        end;
        count(event, 0)
        """, Event = "2000")]
    RecursionLimit,

    /// <summary>Something that no other kind covers: an index of the wrong type on a value of the wrong type, or <c>a = b = ..</c> in a pattern.</summary>
    /// <remarks><para>Look at the value with <c>emit</c>; name a pattern once.</para></remarks>
    [ProvokedBy("let key = 1.5;\nevent[key]", Event = "7")]
    Oops,
}

namespace Tremor.Dataflow.Tests.Script.Interpreter;

/// <summary>Equality and ordering (spec: language 3.1, language 3.2).</summary>
public class ComparisonTests
{
    [Theory]
    [ScriptTable("""
        [null == null, null == false, null == 0, null == {}] --> [true,false,false,false]
        [true == true, true == false, true == 1] --> [true,false,false]
        ["a" == "a", "a" == "A", "a" == "", "1" == 1] --> [true,false,false,false]
        [<<97>> == <<97>>, <<97>> == <<98>>] --> [true,false]
        [<<97>> == "a", "a" == <<97>>, "é" == <<195, 169>>, <<233>> == "é"] --> [true,true,true,false]
        [1 == 1, 1 == 2, -1 == 18446744073709551615, 18446744073709551615 == 18446744073709551614] --> [true,false,false,false]
        [9007199254740993 == 9007199254740992, 9007199254740993 == 9007199254740992.0] --> [false,true]
        [1 == 1.0, 1.0 == 1, 2.5 == 2] --> [true,true,false]
        0.1 + 0.2 == 0.3 --> true
        [1.0e-17 == 0, 0 == -0.0, 1.0 == 1.0000000000000002] --> [true,true,false]
        2.220446049250313e-16 == 0 --> false
        2.2204460492503e-16 == 0.0 --> true
        1.0e400 == 1.0e400 --> false
        1.0e400 - 1.0e400 == 1.0e400 - 1.0e400 --> false
        1.0e400 != 1.0e400 --> true
        [[] == [], [1] == [1.0], [1, 2] == [2, 1], [1] == [1, 1], [] == {}] --> [true,true,false,false,false]
        [{} == {}, {"a": 1, "b": 2} == {"b": 2, "a": 1}, {"a": 1} == {"a": 1, "b": 1}, {"a": 1} == {"b": 1}] --> [true,true,false,false]
        {"a": [1, {"b": null}]} == {"a": [1.0, {"b": null}]} --> true
        [{"a": "x"} == {"a": <<120>>}] --> [true]
        event == {"a": [1, {"b": null}]} <-- {"a": [1.0, {"b": null}]} --> true
        [event[0] == event[1], event[0] != event[1]] <-- [1, "1"] --> [false,true]
        [event[0] == event[1], event[0] != event[1]] <-- [18446744073709551615, -1] --> [false,true]
        [event[0] == event[1], event[0] != event[1]] <-- [0.1, 0.1] --> [true,false]
        """)]
    public void Equality_never_fails(string script, string payload, string expected) => Assert.Equal(expected, ScriptRun.Of(script, payload));

    [Theory]
    [ScriptTable("""
        ["a" < "b", "a" < "a", "a" <= "a", "b" > "a", "b" >= "c", "" < "a", "a" < "ab"] --> [true,false,true,true,false,true,true]
        ["z" < "é", "\uffff" < "😀", "Z" < "a"] --> [true,true,true]
        [<<1>> < <<2>>, <<1>> < <<1, 0>>, <<255>> > "a", "a" < <<98>>, "a" >= <<97>>] --> [true,true,true,true,true]
        [1 < 2, 2 < 1, 1 <= 1, 1 >= 2] --> [true,false,true,false]
        [9007199254740993 > 9007199254740992, 9007199254740993 > 9007199254740992.0] --> [true,false]
        [18446744073709551615 > 18446744073709551614, -1 < 0, -9223372036854775808 < -9223372036854775807] --> [true,true,true]
        [18446744073709551615 > -1, -1 < 18446744073709551615, 9223372036854775808 > 9223372036854775807] --> [true,true,true]
        [1 < 1.5, 1.5 > 1, 1.0e-17 > 0, 0.1 + 0.2 > 0.3, 1.0e400 >= 1.0e400] --> [true,true,true,true,true]
        [1.0e400 - 1.0e400 < 1, 1.0e400 - 1.0e400 >= 1] --> [false,false]
        [event[0] < event[1], event[0] >= event[1]] <-- [1, 1.0] --> [false,true]
        ⟦true < false⟧ --> compile: InvalidBinary
        ⟦null < 1⟧ --> compile: InvalidBinary
        ⟦null >= null⟧ --> compile: InvalidBinary
        ⟦[1] < [2]⟧ --> compile: InvalidBinary
        ⟦{} > {}⟧ --> compile: InvalidBinary
        ⟦1 < "2"⟧ --> compile: InvalidBinary
        ⟦"1" <= 2⟧ --> compile: InvalidBinary
        ⟦<<1>> < 1⟧ --> compile: InvalidBinary
        [⟦event < 1⟧] <-- "a" --> InvalidBinary
        [⟦event <= event⟧] <-- true --> InvalidBinary
        ⟦match event of case %{ age > 17 } => 1 case _ => 2 end⟧ <-- {"age": "x"} --> InvalidBinary
        """)]
    public void Ordering_compares_texts_with_texts_and_numbers_with_numbers(string script, string payload, string expected)
        => Assert.Equal(expected, ScriptRun.Of(script, payload));
}

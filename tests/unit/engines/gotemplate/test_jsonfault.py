"""What is wrong with a text that is no JSON; as encoding/json says it."""

import pytest

from smockproxy.engines.gotemplate.jsonfault import fault

END = "unexpected end of JSON input"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        *[
            (text, END)
            for text in ("", " ", "{", '{"a"', '{"a":', '{"a":1', "[", "[1", "[1,", '"a', "tr", "-")
        ],
        *[(text, END) for text in ("1.", "1e", "1e+", '"\\', '"\\u00', '{"a":1,')],
        ("{'a':1}", r"invalid character '\'' looking for beginning of object key string"),
        ('{a":1}', "invalid character 'a' looking for beginning of object key string"),
        ('{"a":1,}', "invalid character '}' looking for beginning of object key string"),
        ('{"a" 1}', "invalid character '1' after object key"),
        ('{"a":1 "b"}', "invalid character '\"' after object key:value pair"),
        ("[1 2]", "invalid character '2' after array element"),
        ("[1,]", "invalid character ']' looking for beginning of value"),
        ("{} x", "invalid character 'x' after top-level value"),
        ("[]]", "invalid character ']' after top-level value"),
        ("{}{}", "invalid character '{' after top-level value"),
        ("<no value>", "invalid character '<' looking for beginning of value"),
        ("é", "invalid character 'Ã' looking for beginning of value"),
        ("nul]", "invalid character ']' in literal null (expecting 'l')"),
        ("fAlse", "invalid character 'A' in literal false (expecting 'a')"),
        ("-a", "invalid character 'a' in numeric literal"),
        ("01", "invalid character '1' after top-level value"),
        ("1.a", "invalid character 'a' after decimal point in numeric literal"),
        ("[1e5, 2E+x]", "invalid character 'x' in exponent of numeric literal"),
        ('"\n"', r"invalid character '\n' in string literal"),
        ('"\\x"', "invalid character 'x' in string escape code"),
        ('"\\u00g0"', r"invalid character 'g' in \u hexadecimal character escape"),
        (
            '{"a": ["\\"\\u00e9", false, 0.5, {}, []], "b": x',
            "invalid character 'x' looking for beginning of value",
        ),
        ("[" * 100_000 + "]" * 100_000 + "]", "invalid character ']' after top-level value"),
    ],
)
def test_faults(text, message):
    assert fault(text) == message

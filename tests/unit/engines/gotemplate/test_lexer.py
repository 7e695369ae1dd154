"""Tokens and their lines."""

import pytest

from smockproxy.engines.gotemplate.lexer import Kind, Token, is_name_character, tokens


def kinds(text, **options):
    return [token.kind for token in tokens(text, **options)]


def texts(text):
    return [token.text for token in tokens(text)]


def test_an_action():
    assert texts('a{{if eq .b $x "c" 1.5}}d') == [
        *("a", "{{", "if", " ", "eq", " ", ".b", " ", "$x", " ", '"c"', " ", "1.5", "}}", "d", "EOF")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a \n{{- 1 -}}\t b", ["a", "{{", "1", "}}", "b", "EOF"]),
        ("a {{-1}} b", ["a ", "{{", "-1", "}}", " b", "EOF"]),
        ("a {{- /* x */ -}} b", ["a", "b", "EOF"]),
        ("{{/* x */}}", ["EOF"]),
        ("  {{- 1}}", ["{{", "1", "}}", "EOF"]),
    ],
)
def test_trim_markers(text, expected):
    assert texts(text) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{{", "unclosed action"),
        ("{{(}}", "unclosed left paren"),
        ("{{)}}", "unexpected right paren"),
        ("{{/* x", "unclosed comment"),
        ("{{/* x */ }}", "comment ends before closing delimiter"),
        ('{{"a', "unterminated quoted string"),
        ('{{"a\\\n"}}', "unterminated quoted string"),
        ("{{`a", "unterminated raw quoted string"),
        ("{{'a", "unterminated character constant"),
        ("{{1a}}", 'bad number syntax: "1a"'),
        ("{{.a+}}", "bad character U+002B '+'"),
        ("{{:}}", "expected :="),
        ("{{\x01}}", "unrecognized character in action: U+0001"),
    ],
)
def test_what_is_no_token(text, message):
    last = list(tokens(text))[-1]
    assert (last.kind, last.text) == (Kind.ERROR, message)


def test_lines_are_those_where_a_token_begins():
    found = [(token.text, token.line) for token in tokens("a\n{{ `x\ny`\n.b }}\nc")]
    assert found == [
        *(("a\n", 1), ("{{", 2), (" ", 2), ("`x\ny`", 2), ("\n", 3), (".b", 4), (" ", 4), ("}}", 4)),
        *(("\nc", 4), ("EOF", 5)),
    ]  # fmt: skip


def test_keywords_may_be_functions():
    assert kinds("{{break}}")[1] is Kind.KEYWORD
    assert kinds("{{break}}", words=frozenset({"break"}))[1] is Kind.IDENTIFIER


def test_how_messages_show_tokens():
    assert str(Token(Kind.KEYWORD, "end", 0, 1)) == "<end>"
    assert str(Token(Kind.STRING, '"a"', 0, 1)) == '"\\"a\\""'
    assert str(Token(Kind.TEXT, "abcdefghijk", 0, 1)) == '"abcdefghij"...'
    assert str(Token(Kind.EOF, "EOF", 0, 1)) == "EOF"
    assert Token(Kind.KEYWORD, "end", 0, 1).is_keyword("end")
    assert not Token(Kind.TEXT, "end", 0, 1).is_keyword("end")


def test_name_characters():
    assert all(map(is_name_character, "aZ_9é"))
    assert not any(map(is_name_character, "-. ½"))

"""Look ahead over tokens, and its messages."""

import pytest

from smockproxy.engines.gotemplate import TemplateError, parse, stream
from smockproxy.engines.gotemplate.lexer import Kind, tokens
from smockproxy.engines.gotemplate.stream import Stream


def test_taking_and_going_back():
    words = Stream("t", tokens("{{ .a  .b }}"))
    before = words.at
    assert words.take().kind is Kind.LEFT_DELIM
    assert words.take_word().text == ".a"
    assert words.peek().kind is Kind.SPACE
    assert words.peek_word().text == ".b"
    words.at = before
    assert words.expect(Kind.LEFT_DELIM, "text").line == 1


def test_the_end_comes_again_and_again():
    words = Stream("t", tokens(""))
    assert [words.take().kind for _ in range(3)] == [Kind.EOF] * 3


def test_what_was_not_expected():
    words = Stream("t", tokens("\nx"))
    with pytest.raises(TemplateError) as failed:
        words.expect(Kind.LEFT_DELIM, "input")
    assert failed.value.message == 'template: t:1: unexpected "\\nx" in input'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{{\n'a", "template: t:2: unterminated character constant in action started at t:1"),
        ("{{.a\n", "template: t:2: unclosed action started at t:1"),
        ("{{.a", "template: t:1: unclosed action"),
    ],
)
def test_an_action_over_several_lines(text, message):
    with pytest.raises(TemplateError) as failed:
        parse(text, "t")
    assert failed.value.message == message


def test_no_template_is_endless(monkeypatch):
    monkeypatch.setattr(stream, "MOST_TOKENS", 20)
    with pytest.raises(TemplateError, match="the template has more than 20 words and signs"):
        parse("{{1}}" * 10, "t")

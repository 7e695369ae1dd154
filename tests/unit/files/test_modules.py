"""Modules of mocks as they are read: their mocks, and what is said of those that are no good."""

import json

import pytest

from smockproxy.core.http import Headers, Request
from smockproxy.core.problem import Severity
from smockproxy.core.responders import MODULE, Scripted
from smockproxy.files.modules import ModuleFile, is_module, read_module_file
from smockproxy.files.reading import Declaration, Inspector, ModuleError
from smockproxy.matching import MATCHERS

FILE = ModuleFile("mocks/a.py", "/here/mocks/a.py")
TEXT = '''\
"""Mocks."""
from smockproxy import mock

  @mock.get("/a")
def first(): pass
@mock.get("/b")
def second(): pass
'''


def read(*declared, text=TEXT, flaw=None, file=FILE):
    def read_module(given, *, shown_as, path):
        assert (given, shown_as, path) == (text, FILE.shown_as, FILE.path)
        return declared

    inspector = Inspector(lambda scripts: [flaw for _ in scripts], read_module)
    return read_module_file(text.encode(), file, MATCHERS, inspector)


def first(**said):
    return Declaration(4, "first", "GET", "/a", said, "code of first")


def second(**said):
    return Declaration(6, "second", "GET", "/b", said, "code of second")


@pytest.mark.parametrize(("delay", "lines"), [("30s", []), ("31s", [6]), ({"min": "1s", "max": "31s"}, [6])])
def test_the_longest_delay_of_a_decorator(delay, lines):
    inspector = Inspector(
        read_module=lambda *_, **__: [first(), second(delay=delay)], longest_delay=30_000_000_000
    )
    found = read_module_file(TEXT.encode(), FILE, MATCHERS, inspector)
    assert [problem.line for problem in found.problems] == lines
    assert all(problem.message == "a delay may be 30s at most, found 31s" for problem in found.problems)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"from smockproxy import mock\n", True),
        (b"\xef\xbb\xbffrom smockproxy import mock", True),
        (b'"""a"""\r\nimport smockproxy\r\n', True),
        (b"import json\nreturn 200\n", False),
        (b"    from smockproxy import mock\n", False),
        (b"# from smockproxy import mock\n", False),
        (b"", False),
    ],
)
def test_what_is_a_module(text, expected):
    assert is_module(text) is expected


def test_another_file_of_python_has_no_mocks_and_no_problems():
    read_nothing = read_module_file(b"return 200\n", FILE, MATCHERS, Inspector())
    assert (read_nothing.mocks, read_nothing.problems) == ((), ())


def test_one_that_was_named_ought_to_have_some():
    named = ModuleFile("a.py", "/a.py", is_named=True)
    (problem,) = read_module_file(b"return 200\n", named, MATCHERS, Inspector()).problems
    assert (problem.severity, problem.code, problem.file) == (Severity.ERROR, "no_module", "a.py")


def test_its_mocks():
    found = read(first(delay="1.5s", times=2), second(id="b", headers={"X": 1}))
    assert found.problems == ()
    one, two = found.mocks
    assert [str(mock.source) for mock in found.mocks] == ["mocks/a.py:4", "mocks/a.py:6"]
    assert (one.times, two.id, found.explicit_ids) == (2, "b", {"b"})
    assert found.written_ids == (("b", 6),)
    asked = Request("GET", "http", "a.test", 80, "/a", Headers(), b"")
    assert [all(each.holds(asked) for each in mock.conditions.all_of) for mock in found.mocks] == [
        True,
        False,
    ]
    assert isinstance(one.responder, Scripted)
    assert (one.responder.engine, one.responder.file, one.responder.line) == (MODULE, "mocks/a.py", 0)
    assert json.loads(one.responder.script) == {
        "module": TEXT,
        "path": "/here/mocks/a.py",
        "mock": 0,
        "function": "first",
        "delay": {"min": 1_500_000_000, "max": 1_500_000_000},
    }
    assert isinstance(two.responder, Scripted)
    assert "delay" not in json.loads(two.responder.script)


def test_one_that_is_switched_off_keeps_the_place_of_the_others():
    (mock,) = read(first(enabled=False), second()).mocks
    assert isinstance(mock.responder, Scripted)
    assert json.loads(mock.responder.script)["mock"] == 1


def test_ids_change_with_the_function_and_with_nothing_else():
    before, same, other = read(first(), first(), Declaration(4, "first", "GET", "/a", {}, "other code")).mocks
    moved = read(Declaration(14, "first", "GET", "/a", {"name": "x"}, "code of first")).mocks[0]
    assert len({before.id, same.id, other.id}) == 3
    assert moved.id == before.id


def test_problems_stand_at_the_decorator():
    found = read(first(times=-1, headers={"X": {"matcher": "ShouldBeNear"}}), second())
    assert [(problem.place, problem.path) for problem in found.problems] == [
        ("mocks/a.py:4:3", "headers.X[0].matcher"),
        ("mocks/a.py:4:3", "times"),
    ]
    assert found.problems[0].excerpt == '  @mock.get("/a")'
    assert (found.mocks, len(found.readable)) == ((), 1)


def test_an_id_belongs_to_one():
    found = read(first(id="x"), second(id="x"))
    assert [f"{problem.place}: {problem.message}" for problem in found.problems] == [
        'mocks/a.py:6:1: the id "x" is also the id of mocks/a.py:4'
    ]
    assert [mock.id for mock in found.readable] == ["x"]


@pytest.mark.parametrize(("line", "place"), [(3, "3:1"), (0, "1:1"), (99, "99:1")])
def test_a_module_that_cannot_be_read(line, place):
    def read_module(_text, **_named):
        raise ModuleError("boom", line)

    inspector = Inspector(read_module=read_module)
    (problem,) = read_module_file(TEXT.encode(), FILE, MATCHERS, inspector).problems
    assert (problem.place, problem.message) == (f"mocks/a.py:{place}", "boom")


def test_what_does_not_compile_is_not_run():
    (problem,) = read(first(), flaw=("invalid syntax", 5)).problems
    assert (problem.place, problem.message) == ("mocks/a.py:5:1", "not Python: invalid syntax")


def test_without_a_reader_it_is_not_looked_into():
    asked = []

    def compile_flaws(scripts):
        asked.extend(scripts)
        return [None]

    found = read_module_file(TEXT.encode(), FILE, MATCHERS, Inspector(compile_flaws))
    (note,) = found.problems
    assert (note.severity, note.place, note.code) == (Severity.NOTE, "mocks/a.py:2:1", "not_read")
    assert asked == [(MODULE, TEXT)]


def test_bytes_that_are_no_text():
    (problem,) = read_module_file(b"import smockproxy\n\n\xff", FILE, MATCHERS, Inspector()).problems
    assert (problem.place, problem.message) == ("mocks/a.py:3:1", "the byte 0xff is not UTF-8")

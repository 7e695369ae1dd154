import pytest

from smockproxy.engines import pythonmodules, table
from smockproxy.engines.contract import Program, ScriptError
from tests.unit.engines.surroundings import surroundings


def test_an_engine_is_found_by_its_name():
    compiled = table.engine("python")(Program("python", "return 201, 'x'"))
    assert compiled(surroundings())["status"] == 201


def test_one_that_is_not_there_is_told():
    with pytest.raises(ScriptError, match="no engine 'perl': expected lua, javascript, python, jinja2"):
        table.engine("perl")


@pytest.mark.parametrize("place", ["smockproxy.engines.nowhere:x", "smockproxy.engines.table:nothing"])
def test_one_that_cannot_be_loaded_is_told(monkeypatch, place):
    monkeypatch.setitem(table.ENGINES, "lua", place)
    with pytest.raises(ScriptError, match="the engine lua can't be loaded here: "):
        table.engine("lua")


@pytest.mark.parametrize(
    ("engine", "source", "traces"),
    [("python", "import os", True), ("python", "", False), ("lua", "import os", False)],
)
def test_only_some_programs_may_leave_traces(engine, source, traces):
    assert table.may_leave_traces(Program(engine, source)) is traces


@pytest.mark.parametrize(
    ("engine", "source", "simple"),
    [
        ("jinja2_texts", '{"body": "x"}', True),
        ("jinja2_texts", '{"body": "{{ 2 * 3 }}"}', False),
        ("python", "", False),
    ],
)
def test_only_some_programs_run_in_process(engine, source, simple):
    assert table.runs_in_process(Program(engine, source)) is simple


def test_one_that_is_broken_is_told(monkeypatch):
    def broken(_module: str) -> None:
        raise NameError("name 'x' is not defined")

    table._function.cache_clear()
    monkeypatch.setattr(table, "import_module", broken)
    with pytest.raises(ScriptError, match="the engine lua can't be loaded here: NameError: name 'x'"):
        table.engine("lua")


def test_only_modules_are_kept(monkeypatch):
    monkeypatch.setattr(pythonmodules.KEPT, "memory", 7)
    assert table.kept_memory(["lua", "python_module"]) == 7
    assert table.kept_memory(["lua", "python"]) == 0


def test_what_is_done_with_scripts_besides_running_them_is_no_language():
    assert table.INSPECTIONS.keys().isdisjoint(table.ENGINES)
    for name in table.INSPECTIONS:
        assert callable(table.engine(name))


@pytest.mark.parametrize(
    ("engine", "source", "parts"),
    [
        ("jinja2_texts", '{"body": "{{ request.path }}"}', {"path"}),
        ("jinja2_texts", '{"body": "{{ request.path * 3 }}"}', None),
        ("jinja2_texts", '{"body": "{{"}', None),
        ("python", "", None),
    ],
)
def test_the_parts_of_the_request_that_a_program_looks_at(engine, source, parts):
    assert table.named_parts(Program(engine, source)) == parts

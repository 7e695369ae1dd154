import pytest

from smockproxy.core.matcher import BadValueError
from smockproxy.matching.late import SCHEMA_MATCHERS, compile_path, match_schema


def test_paths_are_compiled_when_they_are_wanted() -> None:
    assert compile_path("$.a").find({"a": 1}) == [1]
    with pytest.raises(BadValueError):
        compile_path("$[")


def test_schemas_are_compiled_when_they_are_wanted() -> None:
    matcher = match_schema({"type": "object"})
    assert matcher.accepts({})
    assert not matcher.accepts([])
    assert set(SCHEMA_MATCHERS) == {"ShouldMatchSchema"}
    with pytest.raises(BadValueError):
        match_schema("no schema")

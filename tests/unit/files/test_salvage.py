"""What is good of files with errors."""

import pytest

from smockproxy.core.mock import Mock, Source
from smockproxy.core.responders import ForwardTo
from smockproxy.files.discover import MockPath
from smockproxy.files.reading import Inspector
from smockproxy.files.salvage import Salvaged, doubled_ids, salvaged
from smockproxy.matching import MATCHERS

HALF_GOOD = """\
- {id: good, response: {}}
- {id: bad, respnse: {}}
- {id: good, response: {body: again}}
- {id: off, enabled: false, respnse: {}}
- {id: of f, response: {}}
"""


def salvage(tmp_path, text):
    file = tmp_path / "a.yml"
    file.write_text(text)
    return salvaged(MockPath(file, "a.yml"), MATCHERS)


def test_the_good_mocks_and_all_ids(tmp_path):
    found = salvage(tmp_path, HALF_GOOD)
    assert [mock.id for mock in found.mocks] == ["good"]
    assert found.ids == (("good", 1), ("bad", 2))
    assert found.has_errors


@pytest.mark.parametrize("text", ["- {", "\x00", ""])
def test_nothing_good(tmp_path, text):
    found = salvage(tmp_path, text)
    assert (found.mocks, found.ids) == ((), ())


def test_a_file_that_is_gone(tmp_path):
    assert salvaged(MockPath(tmp_path / "a.yml", "a.yml"), MATCHERS).mocks == ()


def in_force(file, *ids):
    mocks = [Mock(each, ForwardTo(), source=Source(file, line + 1)) for line, each in enumerate(ids)]
    return Salvaged.in_force(file, [*mocks, Mock("uploaded", ForwardTo())])


def test_ids_of_two_files():
    files = [
        in_force("a.yml", "x", "y"),
        Salvaged("b.yml", ids=(("x", 7), ("z", 8)), has_errors=True),
        in_force("c.yml", "y", "z"),
    ]
    assert [f"{problem.place}: {problem.message}" for problem in doubled_ids(files)] == [
        'b.yml:7:1: the id "x" is also the id of a mock in a.yml',
        'c.yml:2:1: the id "z" is also the id of a mock in b.yml',
    ]


def test_a_mock_whose_script_does_not_compile_is_not_good(tmp_path):
    file = tmp_path / "a.yml"
    file.write_text("- {id: a, dynamic_response: {engine: python, script: bad}}\n- {id: b, response: {}}\n")
    found = salvaged(
        MockPath(file, "a.yml"), MATCHERS, Inspector(lambda scripts: [("boom", 0) for _ in scripts])
    )
    assert [mock.id for mock in found.mocks] == ["b"]
    assert found.has_errors

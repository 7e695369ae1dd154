"""Scripts that only files may have."""

import pytest

from smockproxy.core.http import Response
from smockproxy.core.mock import Mock
from smockproxy.core.responders import MODULE, Fixed, Scripted
from smockproxy.files.remotescripts import refused_scripts


@pytest.mark.parametrize("engine", ["python", MODULE])
def test_scripts_that_can_do_what_the_server_can(engine):
    (problem,) = refused_scripts((Mock("a", Fixed(Response())), Mock("b", Scripted(engine, "x"))))
    assert problem.message == f"scripts in {engine} are taken from files of mocks only"
    assert problem.path == "[1]"
    assert "--allow-remote-scripts" in problem.hint


def test_other_scripts_are_taken():
    assert refused_scripts((Mock("a", Scripted("lua", "x")),)) == ()

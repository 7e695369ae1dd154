"""The formats that are read and written."""

import pytest

from smockproxy.app.api.parameters import FORMATS
from smockproxy.assembly.interchange import READABLE, WRITABLE
from smockproxy.cli.reading import READABLE as NAMES
from smockproxy.interop.reading import Read, recognised
from tests.unit.exchanges import exchange


def test_names_are_those_that_commands_have():
    assert ("auto", *(format_.name for format_ in READABLE)) == NAMES
    assert set(WRITABLE) == set(FORMATS)


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_written_is_recognised_and_read_as_the_same(name):
    once = b"".join(WRITABLE[name](Read((exchange(),))))
    format_ = recognised(once, READABLE)
    assert format_.name == name
    assert b"".join(WRITABLE[name](format_.read(once))) == once

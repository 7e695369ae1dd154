import pytest

from smockproxy.engines import fakes
from smockproxy.engines.contract import Program, ScriptError
from smockproxy.engines.preloading import needs, preload


def test_a_program_needs_its_engine_and_what_it_names():
    assert needs(Program("lua", "return {}")) == ("lua",)
    assert needs(Program("lua", "return {body = faker.name()}")) == ("lua", "faker")


def test_what_is_needed_is_imported():
    preload("python")
    fakes.faker.cache_clear()
    preload("faker")
    assert fakes.faker.cache_info().currsize == 1


def test_what_is_unknown_is_told():
    with pytest.raises(ScriptError, match="no engine 'cobol'"):
        preload("cobol")

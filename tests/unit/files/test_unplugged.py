import sys

import pytest

from smockproxy.files.unplugged import LOADER, unplugged


@pytest.fixture
def _not_looked_for(monkeypatch):
    monkeypatch.delitem(sys.modules, LOADER, raising=False)


@pytest.mark.usefixtures("_not_looked_for")
def test_models_that_are_made_meanwhile_have_no_plugins_and_those_made_later_do():
    with unplugged():
        from pydantic.plugin._loader import get_plugins

        assert get_plugins() == ()
    assert LOADER not in sys.modules
    from pydantic.plugin._loader import get_plugins as real

    assert real is not get_plugins


@pytest.mark.usefixtures("_not_looked_for")
def test_an_error_ends_it_too():
    with pytest.raises(LookupError), unplugged():
        raise LookupError
    assert LOADER not in sys.modules


def test_plugins_that_were_looked_for_stay(monkeypatch):
    found = object()
    monkeypatch.setitem(sys.modules, LOADER, found)
    with unplugged():
        assert sys.modules[LOADER] is found
    assert sys.modules[LOADER] is found


@pytest.mark.usefixtures("_not_looked_for")
def test_a_model_is_made():
    from pydantic import BaseModel

    with unplugged():

        class Example(BaseModel):
            number: int

        assert Example(number="1").number == 1
    assert Example.model_validate({"number": 2}).number == 2

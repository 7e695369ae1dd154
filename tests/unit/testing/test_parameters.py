"""Types of parameters say what the table says of their values."""

from typing import get_args, get_type_hints

import pytest

from smockproxy.app.api.table import BY_NAME
from smockproxy.testing import parameters

TYPES = {"string": str, "integer": int, "boolean": bool}
UNPACKED = {"list_history": "Paging", "export_history": "Exported", "listen_events": "Listening"}


@pytest.mark.parametrize(("name", "type_name"), UNPACKED.items())
def test_each_has_its_type(name, type_name):
    hints = get_type_hints(getattr(parameters, type_name))
    for parameter in BY_NAME[name].parameters:
        hint = hints[parameter.name]
        if parameter.choices:
            assert get_args(hint) == parameter.choices
        else:
            assert hint is TYPES[parameter.type] or TYPES[parameter.type] in get_args(hint)


def test_what_is_required_is():
    for name, type_name in UNPACKED.items():
        required = {parameter.name for parameter in BY_NAME[name].parameters if parameter.required}
        assert getattr(parameters, type_name).__required_keys__ == required

"""Every function by the table of cases, and that the table has every name."""

import math
from importlib import import_module
from pathlib import Path
from random import Random

import pytest
import yaml

from smockproxy.engines.gotemplate.errors import FunctionError
from smockproxy.engines.sprig import table as sprig_table
from smockproxy.engines.sprig.table import SLOW, functions

HERE = Path(__file__).parent
NOW = 1_769_860_800.0
CASES = yaml.safe_load((HERE / "cases.yml").read_text(encoding="utf-8"))
NAMES = (HERE / "names.txt").read_text(encoding="utf-8").split()
OTHERWISE = {
    "now": "dates",
    "dateModify": "dates",
    "date_modify": "dates",
    "mustDateModify": "dates",
    "must_date_modify": "dates",
    "toDate": "dates",
    "mustToDate": "dates",
    "unixEpoch": "dates",
    "semver": "versions",
    "uuidv4": "draws",
    "encryptAES": "encryption",
    "bcrypt": "passwords",
    "htpasswd": "passwords",
    "derivePassword": "passwords",
    "genPrivateKey": "certificates",
    "buildCustomCert": "certificates",
    "genCA": "certificates",
    "genCAWithKey": "certificates",
    "genSelfSignedCert": "certificates",
    "genSelfSignedCertWithKey": "certificates",
    "genSignedCert": "certificates",
    "genSignedCertWithKey": "certificates",
}
"""Functions whose arguments or results can't stand in a table, and the tests that have two cases of each."""


@pytest.fixture
def table():
    return functions(NOW, Random(7))


def alike(found, expected):
    if isinstance(expected, float) and math.isnan(expected):
        return math.isnan(found)
    if isinstance(expected, (int, float)):
        return isinstance(found, float) == isinstance(expected, float) and found == expected
    return found == expected and (isinstance(found, list) == isinstance(expected, list))


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [(name, *case) for name, cases in CASES.items() for case in cases],
)
def test_a_function_does_as_the_table_says(table, name, arguments, expected):
    if isinstance(expected, dict) and set(expected) == {"error"}:
        with pytest.raises(FunctionError) as failed:
            table[name](*arguments)
        assert failed.value.message == expected["error"]
    else:
        found = table[name](*arguments)
        assert alike(found, expected), found


def test_every_name_of_sprig_is_there_and_no_other(table):
    assert len(set(NAMES)) == 209
    assert set(table) == {*NAMES, "push", "mustPush"}


def test_every_function_has_two_cases(table):
    for name in table:
        if name in OTHERWISE:
            text = (HERE / f"test_{OTHERWISE[name]}.py").read_text(encoding="utf-8")
            assert text.count(f'"{name}"') >= 2, name
        else:
            assert len(CASES[name]) >= 2, name
    assert not set(CASES) & set(OTHERWISE)


def test_a_module_makes_the_functions_that_the_table_says():
    for module, names in sprig_table._DRAWN.items():
        made = import_module(f"smockproxy.engines.sprig.{module}").functions(NOW, Random(7))
        assert set(made) == set(names.split())


def test_a_name_that_is_none_is_not_there(table):
    assert "upperr" not in table
    assert table.get("upperr") is None
    assert len(table) == len(list(table)) == 211


def test_the_slow_functions_are_functions(table):
    assert set(table) >= SLOW


def test_a_function_says_how_many_arguments_it_takes(table):
    with pytest.raises(FunctionError, match="wrong number of args for trunc: want 2 got 1"):
        table["trunc"](1)
    with pytest.raises(FunctionError, match="wrong number of args for max: want at least 1 got 0"):
        table["max"]()

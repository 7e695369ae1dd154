"""The formats of a report."""

import json

import pytest

from smockproxy.app.verdicts.reportformats import FORMATS, format_of
from tests.golden_files import assert_golden
from tests.unit.reports import SHOP


def test_text_is_what_people_get():
    assert FORMATS["text"](SHOP, 0).decode().endswith("mocks answered 35 of 40 requests.\n")


def test_json_says_whether_it_failed():
    told = json.loads(FORMATS["json"](SHOP, 95))
    assert (told["fail_under"], told["failed"], told["hosts"]) == (95, True, SHOP["hosts"])
    assert not json.loads(FORMATS["json"](SHOP, 0))["failed"]


def test_golden_junit():
    assert_golden("verify/report.xml", FORMATS["junit"](SHOP, 95).decode())
    assert "<failure" not in FORMATS["junit"](SHOP, 80).decode()


@pytest.mark.parametrize(
    ("file", "name"),
    [("a.json", "json"), ("b/report.XML", "junit"), ("report.txt", "text"), ("report", "text")],
)
def test_a_name_says_the_format(file, name):
    assert format_of(file) == name

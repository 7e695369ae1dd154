"""The functions in templates, as authors of mocks write them."""

from pathlib import Path
from random import Random

import pytest
import yaml

from smockproxy.engines.gotemplate import Struct, TemplateError, parse
from smockproxy.engines.sprig.moments import GoTime
from smockproxy.engines.sprig.table import functions

TABLE = functions(1_769_860_800.0, Random(7))
REQUEST = Struct(
    "types.Request",
    {
        "Path": "/users/7",
        "Date": GoTime(1_769_860_800),
        "Body": {"name": "Ada <x>", "tags": ["b", "a"], "n": 5.0, "none": None},
        "QueryParams": {"q": ["1", "2"]},
    },
)


def rendered(text):
    return parse(text, "answer", TABLE).render({"Request": REQUEST})


@pytest.mark.parametrize(
    ("text", "written"),
    yaml.safe_load((Path(__file__).parent / "templates.yml").read_text(encoding="utf-8")),
)
def test_a_template(text, written):
    assert rendered(text) == written


@pytest.mark.parametrize(
    ("text", "failure"),
    [
        ('{{ fail "no such account" }}', "error calling fail: no such account"),
        ('{{ env "HOME" }}', "error calling env: env is refused"),
        ("{{ upper 5 }}", "expected string; got"),
        ("{{ upper }}", "wrong number of args for upper: want 1 got 0"),
        ("{{ first 5 }}", "error calling first: Cannot find first on type int"),
        ("{{ div 1 0 }}", "error calling div: runtime error: integer divide by zero"),
        ("{{ .Request.Body | until }}", "got map"),
        ('{{ mustFromJson "{" }}', "error calling mustFromJson: unexpected end of JSON input"),
        ("{{ (now).Location }}", "Location"),
    ],
)
def test_a_template_that_fails(text, failure):
    with pytest.raises(TemplateError, match=r".") as failed:
        rendered(text)
    assert failure in failed.value.message


def test_a_certificate_has_fields():
    table = functions(1_769_860_800.0, Random(7))
    text = """{{ $key := genPrivateKey "ecdsa" -}} {{ $ca := genCAWithKey "ca" 10 $key -}}
    {{ $ca.Cert | trunc 27 }} {{ eq $ca.Key $key }}"""
    assert parse(text, "answer", table).render({}) == "-----BEGIN CERTIFICATE----- true"

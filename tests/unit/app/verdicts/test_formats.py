"""The formats of a verdict."""

import json
import subprocess
import sys

import pytest

from smockproxy.app.verdicts.formats import FORMATS
from smockproxy.app.verdicts.shape import verdict_shape
from tests.unit.verdicts import broken, fine


@pytest.mark.parametrize(
    ("name", "beginning"), [("text", b"FAILED: "), ("json", b"{\n"), ("junit", b"<?xml ")]
)
def test_each_writes_the_verdict(name, beginning):
    written = FORMATS[name](verdict_shape(broken().verdict()))
    assert written.startswith(beginning)
    assert written.endswith(b"\n")


def test_json_is_the_values():
    shape = verdict_shape(fine().verdict())
    assert json.loads(FORMATS["json"](shape)) == shape


def test_nothing_heavy_is_imported():
    heavy = {"pydantic", "yaml", "mitmproxy", "smockproxy.core.http"}
    code = f"import sys, smockproxy.app.verdicts.formats; print(*{heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""

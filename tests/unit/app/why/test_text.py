"""Explanations as text; golden files of whole ones are made in `test_why`."""

import subprocess
import sys

from smockproxy.app.why.text import nearest_text


def miss(**facts):
    return {
        "mock": {"id": "m\x1b", "source": None},
        "distance": 0.5,
        "held_back": None,
        "mismatches": [],
        **facts,
    }


def test_what_peers_sent_is_never_written_raw():
    mismatch = {"field": "headers.X\x07", "expected": "e\n", "actual": "\x1b[2J\udce9"}
    assert nearest_text([miss(mismatches=[mismatch])]) == (
        '  1. m\\x1b (distance 0.500)\n     headers.X\\x07: expected e\\n, found "\\x1b[2J\\udce9"'
    )


def test_values_in_documents_are_shown_as_they_are():
    mismatch = {"field": "body.$.a", "expected": "1", "actual": '"b"'}
    assert nearest_text([miss(mismatches=[mismatch])]).endswith('body.$.a: expected 1, found "b"')


def test_what_was_held_back():
    assert nearest_text([miss(held_back="expired")]).endswith("     it matches, but is expired")
    assert nearest_text([]) == ""


def test_nothing_heavy_is_imported():
    code = "import sys, smockproxy.app.why.text; print(*{'pydantic', 'yaml', 'mitmproxy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""

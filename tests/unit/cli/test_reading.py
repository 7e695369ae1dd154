"""Files of other programs, as commands read them."""

import io
import os
import sys

import click
import pytest

from smockproxy.cli.reading import settings_here, sources_in
from smockproxy.core.http import Request
from smockproxy.interop.har import har
from tests.unit.exchanges import exchange, text_headers

SECRET = "Bearer 8f3kQ9zX2mVb7LtR"


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder without settings, and a key of pseudonyms of its own."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("SMOCKPROXY_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    request = Request("GET", "http", "a.test", 80, "/", text_headers(Authorization=SECRET))
    (tmp_path / "a.har").write_bytes(b"".join(har([exchange(request)])))
    return tmp_path


def authorization(settings) -> str:
    (source,) = sources_in(["a.har"], "auto", settings)
    return source.read.entries[0].request.headers.get("authorization")


def test_secrets_are_replaced(here):
    assert authorization(settings_here(redact=None)).startswith("Bearer redacted-")


def test_secrets_stay_if_that_is_said(here, capsys):
    assert authorization(settings_here(redact=False)) == SECRET
    assert capsys.readouterr().err == "Warning: secrets are written as they were sent (--no-redact).\n"


def test_a_key_that_cannot_be_kept_is_told(here, capsys):
    (here / "state").write_text("")
    assert authorization(settings_here(redact=None)).startswith("Bearer redacted-")
    assert "state" in capsys.readouterr().err


def test_standard_input_is_read(here, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO((here / "a.har").read_bytes())))
    (source,) = sources_in(["-"], "har", settings_here())
    assert (source.name, len(source.read.entries)) == ("standard input", 1)


@pytest.mark.parametrize(
    ("file", "format_name", "message"),
    [
        ("none.har", "auto", "Cannot read none.har: No such file or directory."),
        (".", "har", "Nothing was read.\n.: it is a folder; only smocker has folders"),
        (
            "a.har",
            "vcr",
            "Nothing was read.\na.har: expected a mapping with a list of interactions, found a mapping",
        ),
    ],
)
def test_what_cannot_be_read_ends_the_command(here, file, format_name, message):
    with pytest.raises(click.ClickException) as caught:
        sources_in([file], format_name, settings_here())
    assert caught.value.message == message


def test_wrong_settings_end_the_command(here, monkeypatch, capsys):
    monkeypatch.setenv("SMOCKPROXY_PORT", "x")
    with pytest.raises(SystemExit):
        settings_here()
    assert "SMOCKPROXY_PORT" in capsys.readouterr().err

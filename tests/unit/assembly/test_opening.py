"""What a run opens: what goes wrong is told."""

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from smockproxy.app.sessions.instance import Instance
from smockproxy.app.settings.table import Settings
from smockproxy.assembly.opening import (
    begin_with_uploads,
    checked,
    engines_of,
    indexed,
    keep_secret,
    kept_in,
    opened,
    script_limits,
    token_of,
)
from smockproxy.core.callbacks import Callback
from smockproxy.core.fixtures import Fixtures
from smockproxy.core.http import Response
from smockproxy.core.patching import Patch
from smockproxy.core.responders import TEMPLATE, Fixed, ForwardTo, Scripted
from smockproxy.core.sequence import InTurn
from smockproxy.files.store import Snapshot
from smockproxy.proxy.addon import SmockerStartError, StartError
from tests.unit.proxy.mocked_edge import mock


def test_no_history_on_disk_unless_somebody_asks(tmp_path):
    assert opened(Settings()) is None
    stored = opened(Settings(sessions_dir=str(tmp_path), stored_entries=7))
    assert stored is not None
    assert stored.budget.entries == 7
    stored.close()


def test_what_is_no_history(tmp_path):
    (tmp_path / "history.sqlite3").write_text("no database at all" * 100)
    with pytest.raises(StartError, match="--sessions-dir: "):
        opened(Settings(sessions_dir=str(tmp_path)))
    with pytest.raises(StartError, match="give one of the two"):
        opened(Settings(sessions_dir="a", persistence_directory="b"))
    assert sqlite3.sqlite_version


@pytest.mark.parametrize("table", ["tallies", "documents"])
def test_a_history_that_is_damaged(tmp_path, table):
    settings = Settings(sessions_dir=str(tmp_path))
    opened(settings).close()
    with closing(sqlite3.connect(tmp_path / "history.sqlite3")) as connection:
        connection.execute(f"DROP TABLE {table}")
    with pytest.raises(StartError, match=f"--sessions-dir.*no such table: {table}"):
        kept_in(opened(settings), settings)
    with pytest.raises(StartError, match="no such table"):  # and not that another one is using it
        kept_in(opened(settings), settings)


def test_tokens():
    assert token_of(Settings()).text == ""
    assert len(token_of(Settings(host="0.0.0.0")).text) > 30
    with pytest.raises(StartError, match="expected 16 characters or more"):
        token_of(Settings(admin_token="short"))


def test_tls(tmp_path):
    assert checked(Settings()) is None
    missing = Settings(tls_enable=True, tls_cert_file=str(tmp_path / "a"), tls_private_key_file="b")
    with pytest.raises(SmockerStartError):
        checked(missing)


def test_first_mocks(tmp_path, caplog):
    def instance(file: str) -> Instance:
        return Instance.begin(Settings(init_mocks=file), lambda: 0.0, lambda: "id")

    begin_with_uploads(instance(""))
    with pytest.raises(SmockerStartError, match="Unable to load initial mocks"):
        begin_with_uploads(instance(str(tmp_path / "missing.yml")))
    first = tmp_path / "first.yml"
    first.write_text("- {request: {path: /a}, response: {body: a}}")
    made = instance(str(first))
    begin_with_uploads(made)
    assert len(made.engine.session.mocks) == 1


def test_the_authority_is_never_committed(tmp_path):
    keep_secret(tmp_path / "certs")
    assert (tmp_path / "certs" / ".gitignore").read_text() == "*\n"
    (tmp_path / "file").write_text("")
    with pytest.raises(StartError, match="--confdir"):
        keep_secret(tmp_path / "file" / "certs")


def test_what_the_files_say():
    instance = Instance.begin(Settings(), lambda: 5.0, lambda: "id")
    loaded = indexed(instance, Snapshot((mock("/a"), mock("/b")), (), ()))
    assert (loaded.mocks, [each.created_at for each in loaded.layer.declared]) == (2, [5.0, 5.0])


def test_scripts():
    assert script_limits(Settings(script_timeout=1500, script_memory=2**20)).seconds == 1.5
    turns = InTurn((Fixed(Response()), Scripted(TEMPLATE, "{}")))
    mocks = [mock("/a"), mock("/b", Scripted("lua", "return {}")), mock("/c", turns)]
    assert engines_of(mocks) == {"lua", TEMPLATE}


@pytest.mark.parametrize(
    "printing",
    [
        mock("/a", Fixtures("templates")),
        mock("/a", ForwardTo(on_error=Scripted(TEMPLATE, "{}"))),
        mock("/a", ForwardTo(patch=Patch(template="{{ body }}"))),
        replace(mock("/a"), callbacks=(Callback("POST", "http://a.test/", template="{}"),)),
    ],
)
def test_templates_that_stand_elsewhere_need_their_engine_too(printing):
    assert engines_of([printing]) == {TEMPLATE}


def test_what_prints_nothing_needs_no_engine():
    plain = replace(mock("/a"), callbacks=(Callback("POST", "http://a.test/"),))
    forward = ForwardTo(patch=Patch(status=201), on_error=Fixed(Response()))
    assert engines_of([plain, mock("/b", forward)]) == frozenset()

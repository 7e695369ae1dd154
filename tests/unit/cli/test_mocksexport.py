"""`smockproxy history export --format mocks`, with an admin API of the test's own."""

import pytest
from click.testing import CliRunner

from smockproxy.cli.history import history
from smockproxy.interop.jsonl import jsonl
from tests.unit.app.recording.made import entry


@pytest.fixture
def asked(admin):
    admin.answers["/history/export"] = list(jsonl([entry(), entry("/orders/17", 404)]))
    return admin.asked


def run(*arguments, code=0):
    done = CliRunner().invoke(
        history, ["export", "--format", "mocks", *arguments], env={"SMOCKPROXY_ADMIN_URL": None}
    )
    assert done.exit_code == code, done.output
    return done


def test_exchanges_become_files_of_mocks(asked, tmp_path):
    told = run("--host", "*.test", "-o", str(tmp_path / "made")).output

    assert (tmp_path / "made/api.shop.test/orders.yml").read_text().count("- request:") == 2
    assert told.splitlines()[0] == f"recorded 2 exchanges; 1 file written in {tmp_path}/made"
    assert asked[0][1:3] == (
        "/history/export",
        {"format": "jsonl", "order": "oldest", "host": "*.test"},
    )


def test_a_folder_must_be_named(asked):
    assert "-o DIR" in run(code=2).stderr


def test_what_cannot_be_written_is_said(asked, tmp_path):
    (tmp_path / "made").write_text("in the way")

    assert run("-o", str(tmp_path / "made"), code=1).stderr.startswith("Error: Cannot write the mocks: ")


def test_exact_mocks_ask_for_what_was_sent(admin, tmp_path):
    sent = entry("/orders?nonce=9b2f1c1e-5d6a-4f0b-8a44-1c2d3e4f5a6b")
    admin.answers["/history/export"] = list(jsonl([sent]))

    run("-o", str(tmp_path / "inferred"))
    run("--exact", "-o", str(tmp_path / "exact"))

    inferred, exact = (
        (tmp_path / name / "api.shop.test/orders.yml").read_text().partition("recorded:")[0]
        for name in ("inferred", "exact")
    )
    assert 'nonce: "9b2f1c1e' in exact
    assert "query" not in inferred


def test_only_mocks_can_be_exact(asked):
    done = CliRunner().invoke(history, ["export", "--exact", "-o", "-"])

    assert (done.exit_code, asked) == (2, [])
    assert "--exact is for --format mocks" in done.stderr

"""`smockproxy verify`, with an admin API of the test's own."""

import json

import pytest
from click.testing import CliRunner

from smockproxy.app.verdicts.formats import FORMATS as WRITTEN
from smockproxy.app.verdicts.shape import verdict_shape
from smockproxy.cli import main
from smockproxy.cli.verify import FORMATS
from smockproxy.testing.errors import RefusedError
from tests.golden_files import assert_golden
from tests.unit.verdicts import broken, fine

PASSED, FAILED = verdict_shape(fine().verdict()), verdict_shape(broken().verdict())
INCOMPLETE = verdict_shape(fine().verdict(evicted=3))


def run(*arguments, code=0):
    environment = {"COLUMNS": "80"}
    done = CliRunner().invoke(main, ["verify", *arguments], prog_name="smockproxy", env=environment)
    assert done.exit_code == code, done.output
    return done


@pytest.mark.parametrize(("verdict", "code"), [(PASSED, 0), (FAILED, 1), (INCOMPLETE, 1)])
@pytest.mark.parametrize("name", FORMATS)
def test_the_status_is_the_verdict(admin, verdict, code, name):
    admin.tells("/verify", verdict)
    assert run("--format", name, code=code).stdout_bytes == WRITTEN[name](verdict)


def test_the_formats_are_those_that_there_are():
    assert set(FORMATS) == set(WRITTEN)


def test_json_in_short(admin):
    admin.tells("/verify", PASSED)
    assert json.loads(run("--json").stdout_bytes) == PASSED


def test_what_is_asked(admin):
    admin.tells("/verify", PASSED)
    run("--session", "w", "--fail-on", "unmatched,unused", "--fail-on", "forwarded", "--no-redact")
    run()
    assert admin.asked == [
        (
            "POST",
            "/verify",
            {"session": "w", "redact": "false"},
            {"fail_on": ["unmatched", "unused", "forwarded"]},
        ),
        ("POST", "/verify", {}, {}),
    ]


def test_a_file_is_written_also_of_a_failure(admin, tmp_path):
    admin.tells("/verify", FAILED)
    assert run("--format", "junit", "-o", str(tmp_path / "v.xml"), code=1).stdout_bytes == b""
    assert (tmp_path / "v.xml").read_bytes() == WRITTEN["junit"](FAILED)


def test_a_refusal(admin):
    admin.answers["/verify"] = RefusedError("There is no such session.", 404)
    assert run("--session", "zz", code=1).stderr == "Error: There is no such session.\n"


def test_golden_help():
    assert_golden("cli/verify-help.txt", run("--help").output)

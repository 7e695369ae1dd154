import pytest

from smockproxy.app.redaction import RUN, AllCodings, RunRedaction, redaction_of, shown_by, told_of
from smockproxy.app.settings.table import Settings
from smockproxy.app.usage import UsageError
from smockproxy.core.http import Headers, Request
from tests.unit.exchanges import exchange

SECRET = "s3cret-of-ann"
ENTRY = exchange(request=Request("GET", "http", "a.test", 80, "/", Headers.of([("X-Api-Key", SECRET)])))


@pytest.mark.parametrize(
    ("redact", "asked", "is_hidden"),
    [
        (True, "", True),
        (True, "true", True),
        (True, "false", False),
        (False, "", False),
        (False, "true", True),
        (False, "false", False),
    ],
)
def test_the_settings_decide_unless_somebody_asks(redact, asked, is_hidden):
    redaction = redaction_of(Settings(redact=redact), asked)
    entry, told = shown_by(redaction)(ENTRY), told_of(redaction, ENTRY, {"found": SECRET})
    assert (SECRET not in entry.request.headers.get("x-api-key")) is is_hidden
    assert (told["found"] != SECRET) is is_hidden
    assert (entry == ENTRY) is not is_hidden


def test_another_answer_than_true_or_false_is_none():
    with pytest.raises(UsageError, match='redact is "no"; expected true or false'):
        redaction_of(Settings(), "no")


def test_the_key_of_a_run_cannot_be_guessed():
    assert len(RUN.current.key) == 32


def test_a_run_goes_by_its_settings_and_the_key_of_the_machine(tmp_path):
    run, file = RunRedaction(), str(tmp_path / "pseudonyms.key")
    settings = Settings(
        redact_names=("tenant",), redact_keep=("token",), redact_patterns=(r"cust-\d+",), redact_key_file=file
    )
    assert run.start(settings) == ""
    shown = run.current.text("tenant=hunter22 token=hunter22 cust-4711")
    assert "token=hunter22" in shown
    assert shown.count("redacted-") == 2
    again = RunRedaction()
    again.start(settings)
    assert again.current.text("tenant=hunter22 token=hunter22 cust-4711") == shown


def test_without_a_file_the_key_is_of_this_run_only_and_that_is_told(tmp_path):
    run = RunRedaction()
    (tmp_path / "file").touch()
    warning = run.start(Settings(redact_key_file=str(tmp_path / "file" / "key")))
    assert "pseudonyms have a key of this run only" in warning
    assert len(run.current.key) == 32


def test_who_redacts_nothing_needs_no_key(tmp_path):
    assert RunRedaction().start(Settings(redact=False, redact_key_file=str(tmp_path / "key"))) == ""
    assert list(tmp_path.iterdir()) == []


def test_every_coding_is_undone_and_done_again():
    codings = AllCodings()
    assert codings.undone("br, gzip", codings.done("br, gzip", b"hello")) == b"hello"

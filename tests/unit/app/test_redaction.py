import pytest

from smockproxy.app.redaction import RUN_KEY, redaction_of, shown_by, told_of
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
    assert len(RUN_KEY) == 32

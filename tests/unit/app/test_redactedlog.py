import logging
import sys

from smockproxy.app.redactedlog import LONGEST, RedactingFormatter
from smockproxy.app.redaction import RUN
from smockproxy.core.redact import pseudonym

FORMATTER = RedactingFormatter("%(levelname)s %(message)s")


def written(message, *arguments, exc_info=None):
    record = logging.LogRecord("smockproxy", logging.INFO, __file__, 1, message, arguments, exc_info)
    return FORMATTER.format(record)


def test_a_line_shows_no_credentials():
    line = written("mocked %s %s", "GET", "http://a.test/?api_key=s3cret&n=1")
    assert line == f"INFO mocked GET http://a.test/?api_key={in_url('s3cret')}&n=1"


def in_url(secret):
    return pseudonym(secret.encode(), RUN.current.key).replace("<", "%3C").replace(">", "%3E")


def test_a_traceback_shows_none_either():
    try:
        {}[("Authorization", "Bearer s3cret")]
    except KeyError:
        line = written("failed", exc_info=sys.exc_info())
    assert "KeyError: ('Authorization', 'Bearer redacted-" in line
    assert "Bearer s3cret'" not in line.splitlines()[-1]


def test_a_very_long_line_is_cut():
    line = written("a" * LONGEST)
    assert line.endswith(f"a… ({LONGEST + 5} characters)")
    assert len(line) < LONGEST + 50

"""A verdict as plain values: what `/api/v1/verify` holds."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from smockproxy.app.redaction import told_of
from smockproxy.app.why.shape import named_shape, nearest_shape
from smockproxy.core.account import Alike, Kind
from smockproxy.core.bounds import SILENT, Bounds, VerdictOutcome
from smockproxy.core.breach import Breach
from smockproxy.core.history import HistoryEntry
from smockproxy.core.mock import Mock
from smockproxy.core.redact import Redaction
from smockproxy.core.verify import Disorder, MockVerdict, Unanswered, Verdict
from smockproxy.interop.entry import printable_url


def verdict_shape(verdict: Verdict, redaction: Redaction | None = None) -> dict[str, Any]:
    """The whole verdict. Lists of requests are bounded; `more` says how many exchanges they leave out."""
    unanswered, alike = partial(_unanswered_shape, redaction), partial(_alike_shape, redaction)
    account = verdict.account
    return {
        "outcome": verdict.outcome.value,
        "fail_on": [breach.value for breach in Breach if breach in verdict.fail_on],
        "breaches": [breach.value for breach in verdict.breaches],
        "session": {"id": verdict.session.id, "name": verdict.session.name},
        "seed": verdict.seed,
        "exchanges": account.exchanges,
        "evicted": verdict.evicted,
        "mocks": [_mock_verdict_shape(found) for found in verdict.mocks],
        "refused": _kind_shape(account.refused, map(unanswered, verdict.refused)),
        "passed_on": _kind_shape(account.passed_on, map(unanswered, verdict.passed_on)),
        "failed": _kind_shape(account.failed, map(alike, account.failed.shown)),
        "forwarded": {
            "count": account.forwarded,
            "hosts": [
                {"origin": host.origin, "count": host.count, "by_mocks": host.by_mocks}
                for host in account.hosts
            ],
        },
    }


def _mock_verdict_shape(found: MockVerdict) -> dict[str, Any]:
    return {
        **named_shape(found.mock),
        "uses": found.uses,
        "expected": bounds_shape(found.bounds),
        "expected_by": _expected_by(found.mock),
        "rank": found.rank,
        "as_expected": found.is_as_expected,
        "missed": found.is_missed,
        "count_is_right": found.bounds.judge(found.uses) is VerdictOutcome.PASSED,
        "used_too_early": found.disorder and _disorder_shape(found.disorder),
    }


def _expected_by(mock: Mock) -> str | None:
    """The key of the mock that says how often it is to be used."""
    said = mock.expected or SILENT
    if said.at_least is not None or said.at_most is not None:
        return "verify"
    return "times" if mock.times else "verify.rank" if said.rank is not None else None


def bounds_shape(bounds: Bounds) -> dict[str, Any] | None:
    """How often something is to happen; null for any number."""
    if not bounds.expect_something:
        return None
    return {"at_least": bounds.at_least, "at_most": bounds.at_most, "text": str(bounds)}


def _disorder_shape(disorder: Disorder) -> dict[str, Any]:
    later = disorder.later.expected or SILENT
    return {
        "exchange": disorder.exchange,
        "before": {**named_shape(disorder.later), "rank": later.rank, "exchange": disorder.later_exchange},
    }


def _kind_shape(kind: Kind, requests: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return {"count": kind.count, "requests": list(requests), "more": kind.more}


def _unanswered_shape(redaction: Redaction | None, unanswered: Unanswered) -> Any:
    entry, count = unanswered.alike.entry, unanswered.alike.count
    shape = {**exchange_shape(entry), "count": count, "nearest": nearest_shape(unanswered.nearest)}
    return told_of(redaction, entry, shape)


def _alike_shape(redaction: Redaction | None, alike: Alike) -> Any:
    return told_of(redaction, alike.entry, {**exchange_shape(alike.entry), "count": alike.count})


def exchange_shape(entry: HistoryEntry) -> dict[str, Any]:
    """An exchange in a few words."""
    return {
        "exchange": entry.id,
        "method": entry.request.method,
        "url": printable_url(entry.request),
        "decision": entry.outcome.value,
        "status": entry.response and entry.response.status,
        "error": entry.error,
        "cut": entry.request_is_cut,
    }

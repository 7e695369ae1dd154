"""Why a request got the answer it got: who was asked, what was amiss, who is nearest, and what would help."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import islice

import yaml

from smockproxy.app.sessions.instance import Instance
from smockproxy.app.why.newmock import new_mock
from smockproxy.app.why.suggestion import LIMITS, Edit, smallest_edit
from smockproxy.core.conditions import HOLDS, Mismatch
from smockproxy.core.decision import Answer, Decision, Disturb, Forward, Refuse, Script, Unforwardable
from smockproxy.core.engine import Engine
from smockproxy.core.history import HistoryEntry
from smockproxy.core.http import Request
from smockproxy.core.matchers import MatcherTable
from smockproxy.core.mock import Mock, Source
from smockproxy.core.nearmiss import NearMiss, near_misses
from smockproxy.core.query import Query
from smockproxy.core.rehearsal import answering, with_edited
from smockproxy.core.trace import NO_TRACE, HeldBack, Trace
from smockproxy.files.written import WrittenMock, read_written, written_at
from smockproxy.interop.conditionshapes import conditions_shape
from smockproxy.interop.turnshapes import scenario_shape
from smockproxy.matching import MATCHERS

RECENT = 200
"""Exchanges that are decided once more to see what an edit would change."""
MOST_LATER = 50
"""Candidates after the one that answers that are looked at."""

type Find = Callable[[Mock], WrittenMock | None]


@dataclass(frozen=True, slots=True)
class Asked:
    """A mock that was asked and did not answer."""

    mock: Mock
    mismatch: Mismatch | None = None
    held_back: HeldBack | None = None
    is_cut: bool = False
    """Whether the body was looked at in part, because no more of it is kept."""


@dataclass(frozen=True, slots=True)
class ChangedAnswer:
    """A recent exchange that something else would answer after an edit."""

    entry: HistoryEntry
    before: Mock | None
    after: Mock | None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An edit of the nearest mock, and what else it would change."""

    mock: Mock
    edit: Edit
    changed: tuple[ChangedAnswer, ...] = ()
    left_out: int = 0
    """Recent exchanges of which that is not known, since their bodies are not kept whole."""


@dataclass(frozen=True, slots=True)
class Why:
    """The whole explanation."""

    request: Request
    verdict: str
    """One clause: `mocks/a.yml:3 answers`."""
    trace: Trace
    version: int
    """Of the mock set that is in force now."""
    entry: HistoryEntry | None = None
    asked: tuple[Asked, ...] = ()
    over: tuple[Mock, ...] = ()
    """Mocks that match, too, and come after the one that answers."""
    nearest: tuple[NearMiss, ...] = ()
    suggestion: Suggestion | None = None
    new_mock: str = ""

    @property
    def is_cut(self) -> bool:
        """Whether only the beginning of the request's body is kept."""
        return self.entry is not None and self.entry.request_is_cut


@dataclass(frozen=True, slots=True)
class Situation:
    """What is needed to explain, as it is at one moment; it may be used in another thread."""

    engine: Engine
    """A rehearsal: nothing that it decides counts."""
    recent: Callable[[], tuple[HistoryEntry, ...]] = tuple
    """Gives the last exchanges; it may wait for a disk."""
    matchers: MatcherTable = field(default_factory=lambda: MATCHERS)

    @classmethod
    def of(cls, instance: Instance) -> "Situation":
        """The situation of a running instance."""
        found = instance.history.query(Query(session=instance.name, newest_first=True, limit=RECENT))

        @cache
        def recent() -> tuple[HistoryEntry, ...]:
            return tuple(map(instance.traced, found))[::-1]

        return cls(instance.engine.rehearsal(), recent)


def why_request(situation: Situation, request: Request, find: Find | None = None) -> Why:
    """Explain what would become of a request."""
    request = situation.engine.recalling(request)
    decision = situation.engine.decide(request)
    told = Why(request, verdict_of(decision), decision.trace, situation.engine.mocks.version)
    return _suggesting(situation, _explained(situation, told), find)


def why_entry(situation: Situation, entry: HistoryEntry, find: Find | None = None) -> Why:
    """Explain what became of an exchange, and what would help."""
    return _suggesting(situation, trace_of(situation, entry), find)


def trace_of(situation: Situation, entry: HistoryEntry) -> Why:
    """Explain what became of an exchange."""
    trace = entry.trace or NO_TRACE
    told = Why(entry.request, outcome_of(entry), trace, situation.engine.mocks.version, entry)
    return _explained(situation, told)


def verdict_of(decision: Decision) -> str:
    """A decision that was not carried out, as a clause."""
    disturbed = [injected.account for injected in decision.trace.injected]
    return "; ".join(filter(None, [_carried_out(decision), *disturbed]))


def _carried_out(decision: Decision) -> str:
    match decision:
        case Answer():
            by = ": its rate limit" if decision.trace.is_beyond_limit else ""
            return f"{decision.mock.label}{by} answers"
        case Forward(mock=mock):
            return f"{mock.label} forwards it" if mock else "no mock matches; it is forwarded"
        case Refuse(reason):
            return f"{reason.value}; it is refused (666)"
        case Script():
            return f"{decision.mock.label}: its script answers"
        case Disturb():
            return ""
        case Unforwardable(mock, reason):
            return f"{mock.label} cannot forward it: {reason}"


def outcome_of(entry: HistoryEntry) -> str:
    """What became of an exchange, as a clause."""
    by = f" by {entry.mock.label}" if entry.mock else ""
    is_beyond = entry.trace is not None and entry.trace.is_beyond_limit
    reason = entry.error or ("rate limit" if is_beyond else "")
    because = f" ({reason})" if reason else ""
    is_unmatched = entry.trace is not None and entry.trace.winner is None and not entry.error
    unmatched = "; no mock matched" if is_unmatched and not _is_taken(entry.trace) else ""
    return "; ".join([f"{entry.outcome.value}{by}{because}{unmatched}", *entry.chaos])


def _is_taken(trace: Trace | None) -> bool:
    """Whether a rule of chaos ended the exchange."""
    return trace is not None and any(injected.takes_exchange for injected in trace.injected)


def _explained(situation: Situation, told: Why) -> Why:
    """With who was asked, and who is nearest."""
    trace, mocks = told.trace, situation.engine.mocks
    nearest = tuple(
        miss for miss in near_misses(mocks, told.request, trace) if miss.mismatches or miss.held_back
    )
    return replace(
        told,
        asked=tuple(_asked(told)),
        over=tuple(_later(situation, told)),
        nearest=nearest,
    )


def _asked(told: Why) -> Iterator[Asked]:
    for tried in told.trace.tried:
        if isinstance(tried.obstacle, HeldBack):
            yield Asked(tried.mock, held_back=tried.obstacle)
        else:
            needs_body = tried.mock.conditions.all_of[tried.obstacle].needs_body
            yield Asked(tried.mock, tried.mismatch(told.request), is_cut=told.is_cut and needs_body)


def _later(situation: Situation, told: Why) -> Iterator[Mock]:
    """The mocks that match and were not asked, since one before them answered."""
    winner = told.trace.winner
    if winner is None or told.trace.version != situation.engine.mocks.version:
        return
    later = iter(situation.engine.mocks.candidates(told.request))
    if not any(mock is winner for mock in later):
        return
    for mock in islice(later, MOST_LATER):
        if mock.conditions.first_failure(told.request) == HOLDS:
            yield mock


def _suggesting(situation: Situation, told: Why, find: Find | None) -> Why:
    """With what would help, if no mock answered."""
    if told.trace.winner is not None or _is_taken(told.trace):
        return told
    suggestion = _suggestion(situation, told, find or _find_in(situation.matchers)) if told.nearest else None
    return replace(told, suggestion=suggestion, new_mock=new_mock(told.request, told.entry))


def _find_in(matchers: MatcherTable) -> Find:
    return lambda mock: read_written(mock.source, matchers) if mock.source else _as_file(mock, matchers)


def _as_file(mock: Mock, matchers: MatcherTable) -> WrittenMock | None:
    """A mock that came by the API, as if it were written in a file."""
    usual = Mock("", mock.responder)
    priority = {} if mock.priority == usual.priority else {"priority": mock.priority}
    limits = {
        name: f"{limit}s" if name == "ttl" else limit
        for name in LIMITS.values()
        if (limit := getattr(mock, name)) != getattr(usual, name)
    }
    context = {"context": limits} if limits else {}
    asked = {"request": conditions_shape(mock.conditions.all_of), **scenario_shape(mock.scenario)}
    shape = {**priority, **asked, **context, "response": {}}
    text = yaml.safe_dump([shape], sort_keys=False, allow_unicode=True)
    return written_at(text, Source("", 1), matchers)


def _suggestion(situation: Situation, told: Why, find: Find) -> Suggestion | None:
    nearest = told.nearest[0]
    if told.is_cut and nearest.mock.conditions.need_body:
        return None
    written = find(nearest.mock)
    edit = written and smallest_edit(written, told.request, situation.matchers, nearest.held_back)
    if not written or not edit:
        return None
    edited = replace(edit.mock, id=nearest.mock.id, created_at=nearest.mock.created_at)
    still = _still_held_back(situation, edited, told.request, keeps_counts="id" in written.tree)
    left_out = sum(entry.request_is_cut for entry in _decided(situation))
    changed = changed_answers(situation, edited)
    return Suggestion(nearest.mock, replace(edit, still=still), changed, left_out)


def _still_held_back(
    situation: Situation, edited: Mock, request: Request, *, keeps_counts: bool
) -> HeldBack | None:
    """What would hold an edited mock back; one without an id of its own begins to count anew."""
    if keeps_counts or edited.source is None:
        return situation.engine.session.holds_back(edited, request.received_at)
    return HeldBack.NOT_YET if edited.after else None


def _decided(situation: Situation) -> list[HistoryEntry]:
    return [entry for entry in situation.recent() if entry.trace is not None]


def changed_answers(situation: Situation, edited: Mock) -> tuple[ChangedAnswer, ...]:
    """The recent exchanges that an edit would have answered elsewhere; of cut bodies nothing is known."""
    entries = [entry for entry in _decided(situation) if not entry.request_is_cut]
    requests = [entry.request for entry in entries]
    as_is, changed = with_edited(situation.engine.mocks, edited, requests)
    before = answering(situation.engine, as_is, requests)
    after = answering(situation.engine, changed, requests)
    return tuple(
        ChangedAnswer(entry, old, new)
        for entry, old, new in zip(entries, before, after, strict=True)
        if old is not None and old.id != (new.id if new else None)
    )

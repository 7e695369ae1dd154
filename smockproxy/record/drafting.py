"""Exchanges → drafts of mocks: one for each request that differs, with its answers in their order."""

from collections.abc import Sequence
from dataclasses import dataclass
from json import dumps
from typing import Any

from smockproxy.core.draft import Beside, Draft, Remark
from smockproxy.core.draftorder import order_of
from smockproxy.record.answered import Answered, answered_of
from smockproxy.record.asked import Asked, asked_of, spelt
from smockproxy.record.exchange import Exchange
from smockproxy.record.facts import recorded_of
from smockproxy.record.hiding import hides_header, hiding
from smockproxy.record.inferred import NOTHING, Inferred
from smockproxy.record.names import folder_of, stem_of
from smockproxy.record.telling import by_header, telling_header

REPEAT_LAST, CYCLE, MISS = "repeat_last", "cycle", "miss"
USED_UP = (REPEAT_LAST, CYCLE, MISS)
"""What a sequence may do when it is used up, as mock files say it."""
ABSENT, PRESENT = {"matcher": "ShouldBeAbsent"}, {"matcher": "ShouldBePresent"}


@dataclass(frozen=True, slots=True)
class Choices:
    """How drafts are made."""

    when_used_up: str = REPEAT_LAST
    """What comes after the last of several answers: one of `USED_UP`."""


@dataclass(slots=True)
class _Made:
    """One exchange with what is written of it."""

    exchange: Exchange
    asked: Asked
    answered: Answered
    stem: str


def drafts_of(
    exchanges: Sequence[Exchange], choices: Choices = Choices(), inferred: Sequence[Inferred] = ()
) -> tuple[Draft, ...]:
    """The drafts, by file, in the order in which they are written.

    `inferred` is what generalising found of each exchange; nothing, if it is left out.
    """
    found = inferred or [NOTHING] * len(exchanges)
    names = frozenset(given.name for each in found for given in each.given)
    groups: dict[str, list[_Made]] = {}
    for exchange, each in sorted(zip(exchanges, found, strict=True), key=lambda pair: pair[0].at):
        made = _made(exchange, each, names)
        key = dumps([_folder(made), made.asked.tree], sort_keys=True)
        groups.setdefault(key, []).append(made)
    several = [part for group in groups.values() for part in _told_apart(group)]
    drafts = [_draft(group, choices) for group in several]
    return tuple(sorted(drafts, key=lambda draft: (draft.file, order_of(draft.tree["request"]))))


def _folder(made: _Made) -> str:
    request = made.exchange.request
    return folder_of(request.scheme, request.host, request.port)


def _made(exchange: Exchange, inferred: Inferred, names: frozenset[str]) -> _Made:
    stem = stem_of(exchange.request.path)
    inferred = hiding(exchange, inferred)
    asked = asked_of(exchange, inferred, names)
    return _Made(exchange, asked, answered_of(exchange, inferred, stem), stem)


def _told_apart(group: list[_Made]) -> list[list[_Made]]:
    """Requests that are otherwise equal, by the header that their answers hang on, if there is one."""
    name = telling_header([each.exchange for each in group], [each.answered.tree for each in group])
    if not name:
        return [group]
    parts = by_header(group, name, lambda made: made.exchange)
    for part in parts:
        asked, request = part[0].asked, part[0].exchange.request
        lines = list(request.headers.get_all(name))
        value: Any = ABSENT if not lines else lines[0] if len(lines) == 1 else lines
        if hides_header(part[0].exchange, name):
            value = PRESENT
        written = {**asked.tree.get("headers", {}), spelt(request, name): value}
        asked.tree = _with_headers(asked.tree, written)
        asked.say(
            ("headers", spelt(request, name)),
            "otherwise equal requests got another answer with another value",
        )
    return parts


def _with_headers(tree: dict[str, Any], headers: dict[str, Any]) -> dict[str, Any]:
    """Headers stand before the body."""
    bodies = {"cookies", "form", "json", "body"}
    before = {key: value for key, value in tree.items() if key not in bodies and key != "headers"}
    return {**before, "headers": headers, **{key: tree[key] for key in tree if key in bodies}}


def _draft(group: list[_Made], choices: Choices) -> Draft:
    group = _of_one_session(group)
    first = group[0]
    answers = [each.answered for each in group]
    if all(answer.tree == answers[0].tree for answer in answers):
        answers = answers[:1]
    recorded, kept = recorded_of(first.exchange, first.stem, keeps_body=not first.asked.body.is_whole)
    tree, remarks = _answers(answers, choices)
    return Draft(
        file=f"{_folder(first)}/{first.stem}.yml",
        tree={"request": first.asked.tree, **tree, "recorded": recorded},
        remarks=(*first.asked.remarks, *remarks),
        beside=_once((*(each for answer in answers for each in answer.beside), *kept)),
    )


def _of_one_session(group: list[_Made]) -> list[_Made]:
    """The exchanges of the session that asked most, or the first of them: each begins anew."""
    sessions: dict[str, list[_Made]] = {}
    for each in group:
        sessions.setdefault(each.exchange.session, []).append(each)
    return max(sessions.values(), key=len)


def _answers(answers: list[Answered], choices: Choices) -> tuple[dict[str, Any], list[Remark]]:
    if len(answers) == 1:
        remarks = [Remark(("response", *each.steps), each.text) for each in answers[0].remarks]
        return {"response": answers[0].tree}, remarks
    tree = {
        "responses": [answer.tree for answer in answers],
        "sequence": {"mode": "in_order", "when_used_up": choices.when_used_up},
    }
    remarks = [
        Remark(("responses", at, *each.steps), each.text)
        for at, answer in enumerate(answers)
        for each in answer.remarks
    ]
    return tree, [Remark(("responses",), f"it was asked for {len(answers)} times"), *remarks]


def _once(files: tuple[Beside, ...]) -> tuple[Beside, ...]:
    return tuple({each.name: each for each in files}.values())

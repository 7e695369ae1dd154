"""The keys of a matcher's mapping, and the name among them: what is wrong with them, all of it."""

from collections.abc import Iterable, Iterator
from typing import Any

from smockproxy.core.matcher import MatcherKind
from smockproxy.core.problem import did_you_mean
from smockproxy.files import planned
from smockproxy.files.reading import Complaint
from smockproxy.files.scalars import kind_of, quoted

MATCHER_KEYS = ("matcher", "value")
OPTION_KEYS = ("delta", "extra", "order", "file")
"""Keys that some matchers have besides."""


def key_faults(tree: dict[str, Any], kind: MatcherKind | None) -> Iterator[Complaint]:
    """Keys that a matcher of this kind does not have; of an unknown kind, those that none has."""
    allowed = _keys_of(kind)
    for key in tree:
        if key not in allowed:
            keys = allowed if kind else MATCHER_KEYS
            listed = f"{', '.join(keys[:-1])} and {keys[-1]}"
            owner = "this matcher" if len(keys) > len(MATCHER_KEYS) else "a matcher"
            yield Complaint(
                message=f"unknown key {quoted(key)}",
                hint=did_you_mean(key, allowed) or f"{owner} has the keys {listed}",
                steps=(key,),
                code="unknown_key",
                of_key=True,
            )


def _keys_of(kind: MatcherKind | None) -> tuple[str, ...]:
    if kind is None:
        return (*MATCHER_KEYS, *OPTION_KEYS)
    return (*MATCHER_KEYS, *kind.options, *(["file"] if kind.reads_file else []))


def name_faults(tree: dict[str, Any], known: Iterable[str], *, has_unknown_keys: bool) -> Iterator[Complaint]:
    """What is wrong with a name that is none; one that is missing may be a mistyped key's, told already."""
    if "matcher" not in tree:
        if not has_unknown_keys:
            yield Complaint(
                message='the key "matcher" is missing',
                hint="text, or {matcher: ShouldEqual, value: …}",
                smocker='invalid matcher ""',
            )
        return
    name = tree["matcher"]
    if isinstance(name, str):
        yield _unknown(name, known)
    else:
        yield Complaint(message=f"expected a matcher's name, found {kind_of(name)}", steps=("matcher",))


def _unknown(name: str, known: Iterable[str]) -> Complaint:
    smocker = f'invalid matcher "{name}"'
    if name in planned.MATCHERS:
        return Complaint(message=f"{quoted(name)} is not supported yet", steps=("matcher",), smocker=smocker)
    return Complaint(
        message=f"unknown matcher {quoted(name)}",
        hint=did_you_mean(name, known) or f"known matchers: {', '.join(known)}",
        steps=("matcher",),
        smocker=smocker,
    )

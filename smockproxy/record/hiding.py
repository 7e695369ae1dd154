"""Secrets that a client brings along by itself: what stands for them is not what it will send again.

A secret that an earlier answer gave is another matter: the recording gives what stands for it, and that is
what comes back.
"""

import re  # noqa: TID251 - the pattern is ours
from dataclasses import replace

from smockproxy.core.http import Request
from smockproxy.record.exchange import Exchange
from smockproxy.record.inferred import Inferred, LeftOut, Part, PathParameter, Place
from smockproxy.record.leaves import FORMS, asked_leaves, kind_of
from smockproxy.record.literals import readable, tree_of

SECRET = "a secret, which is not recorded: any value will do"  # noqa: S105 - no secret
_PSEUDONYM = re.compile(r"\bredacted-[0-9a-f]{10}\b|<redacted:[0-9a-f]+>")


def has_pseudonym(text: str) -> bool:
    """Whether something in a text stands for a secret."""
    return _PSEUDONYM.search(text) is not None


def hidden_places(shown: Request, sent: Request) -> tuple[Place, ...]:
    """Where a request is not shown as it was sent."""
    if shown is sent:
        return ()
    before = asked_leaves(sent)
    places = [place for place, value in asked_leaves(shown).items() if before.get(place, value) != value]
    names = {name.lower() for name, _ in shown.headers}
    lines = [name for name in sorted(names) if shown.headers.get_all(name) != sent.headers.get_all(name)]
    return (*places, *(Place(Part.HEADER, (name,)) for name in lines))


def hides_header(exchange: Exchange, name: str) -> bool:
    """Whether a header of the request holds a secret, so that its value says nothing."""
    lines = exchange.request.headers.get_all(name)
    return Place(Part.HEADER, (name,)) in exchange.hidden or any(map(has_pseudonym, lines))


def hiding(exchange: Exchange, inferred: Inferred) -> Inferred:
    """What was inferred of an exchange, with its client's own secrets left out of the conditions."""
    known = {each.place for each in inferred.left_out} | {each.place for each in inferred.used}
    known |= {Place(Part.PATH, (each.segment,)) for each in inferred.parameters}
    hidden = [
        place
        for place, value in asked_leaves(exchange.request).items()
        if place not in known and (place in exchange.hidden or has_pseudonym(value))
    ]
    segments = [int(place.steps[0]) for place in hidden if place.part is Part.PATH]
    left_out = [LeftOut(place, SECRET) for place in hidden if place.part is not Part.PATH]
    if _is_hidden_text(exchange.request) and not left_out:
        left_out.append(LeftOut(Place(Part.TEXT), SECRET))
    if not segments and not left_out:
        return inferred
    parameters = [
        PathParameter(segment, f"secret{number}" if number > 1 else "secret", SECRET)
        for number, segment in enumerate(segments, 1)
    ]
    return replace(
        inferred,
        left_out=(*inferred.left_out, *left_out),
        parameters=(*inferred.parameters, *parameters),
    )


def _is_hidden_text(request: Request) -> bool:
    """Whether a body that no place leads into has a secret in it."""
    text = readable(request.body or b"")
    if text is None or kind_of(request) in FORMS or not has_pseudonym(text):
        return False
    return not isinstance(tree_of(text), dict | list)

"""Requests as workers are told them: those that are alike but for their moment are written once."""

from dataclasses import dataclass
from typing import Any

from smockproxy.app.scripts.request import MOMENT, PARTS, request_names
from smockproxy.core.http import Request
from smockproxy.core.mock import Mock
from smockproxy.engines.contract import Program
from smockproxy.engines.table import IN_PROCESS, named_parts
from smockproxy.engines.wire import encoded
from smockproxy.engines.written import Written

KEY = "told"
"""Under which a request has what was written of it."""
LARGEST = 4_096
"""Bytes of the body of a request that is kept as it was written."""


@dataclass(frozen=True, slots=True)
class _Kept:
    mock: Mock
    """To which it was told: path templates are the mock's."""
    names: dict[str, Any]
    before: bytes
    """What is written before the moment,"""
    after: bytes
    """and behind it."""


def told_request(program: Program, request: Request, mock: Mock) -> dict[str, Any]:
    """What a mock's script is told of a request; what this process may run has values of its own."""
    if program.engine in IN_PROCESS or len(request.body or b"") > LARGEST:
        return request_names(request, mock, named_parts(program))
    kept: _Kept | None = request.derived.get(KEY)
    if kept is None or kept.mock is not mock:
        kept = request.derived[KEY] = _kept(mock, request_names(request, mock))
    moment = PARTS[MOMENT](request)
    told = Written(kept.names, b'%b"%b"%b' % (kept.before, moment.encode(), kept.after))
    told[MOMENT] = moment
    return told


def _kept(mock: Mock, names: dict[str, Any]) -> _Kept:
    entries = list(names.items())
    place = list(names).index(MOMENT)
    before, after = encoded(dict(entries[:place])), encoded(dict(entries[place + 1 :]))
    return _Kept(mock, names, b'%b,"%b":' % (before[:-1], MOMENT.encode()), b",%b" % after[1:])

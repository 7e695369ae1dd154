"""The hook in which answers of real servers are changed: mitmproxy awaits it, and the exchange stands still.

The work is done in a thread, since a body may be large; templates run where all templates do.
"""

import asyncio
import json
from dataclasses import dataclass, replace

from mitmproxy.proxy.commands import StartHook

from smockproxy.app.scripts.response import response_names
from smockproxy.app.scripts.scripting import FailedScriptError
from smockproxy.core.decision import Forward, Reservation, Script
from smockproxy.core.http import Response
from smockproxy.core.patching import (
    Patch,
    PatchError,
    charset_in,
    in_charset,
    is_patchable,
    patched_body,
    patched_head,
    reframed,
    text_of_body,
)
from smockproxy.core.responders import TEMPLATE, Scripted
from smockproxy.core.session import SessionFacts
from smockproxy.interop.content import coding_of, is_taken, unwrapped, wrapped
from smockproxy.proxy.exchange import Exchange

SMALL = 64 * 1024
"""Bytes of a body that is changed at once: a thread would take longer."""


@dataclass
class PatchRun:
    """An answer that has to be changed, and what came of it."""

    exchange: Exchange
    patch: Patch
    response: Response
    """As the real server sent it, all of it."""
    limit: int
    """Bytes that its body may have when it is unpacked."""
    outcome: Response | PatchError | FailedScriptError | None = None


@dataclass
class SmockPatchHook(StartHook):
    """Change an answer; what came of it stands on the run afterwards."""

    run: PatchRun


async def run_patch(run: PatchRun) -> None:
    """Change the answer; nothing is raised for one that can't be changed."""
    try:
        run.outcome = await _patched(run)
    except PatchError as error:
        run.outcome = error
    except FailedScriptError as error:
        run.outcome = run.exchange.scripted = error


async def _patched(run: PatchRun) -> Response:
    patch, method = run.patch, run.exchange.request.method
    response = run.response
    changes = patch.changes_body and is_patchable(method, response.status)
    if changes:
        is_small = len(response.body) <= SMALL
        plain = _unpacked(run) if is_small else await asyncio.to_thread(_unpacked, run)
        plain = _changed(patch, plain) if is_small else await asyncio.to_thread(_changed, patch, plain)
        if patch.template:
            plain = replace(plain, body=await _printed(run, patched_head(replace(patch, template=""), plain)))
        response = _packed(run, plain) if is_small else await asyncio.to_thread(_packed, run, plain)
    return reframed(patched_head(patch, response), method, was_changed=patch.changes_body)


def _unpacked(run: PatchRun) -> Response:
    """The answer with its body as it is without codings. Raises `PatchError`."""
    response = run.response
    coding = coding_of(response.headers)
    plain = unwrapped(coding, response.body)
    if plain is None:
        raise PatchError(f"the answer's body can't be unpacked: its coding is {coding[:40]}")
    if len(plain) > run.limit:
        raise PatchError(too_large(run.limit))
    return replace(response, body=plain)


def _changed(patch: Patch, response: Response) -> Response:
    content_type = response.headers.get("content-type")
    return replace(response, body=patched_body(patch, response.body, content_type))


def _packed(run: PatchRun, response: Response) -> Response:
    """The answer in the codings that it had, if the client takes them."""
    coding = coding_of(run.response.headers)
    if is_taken(coding, run.exchange.request.headers.get_all("accept-encoding")):
        return replace(response, body=wrapped(coding, response.body))
    return replace(response, headers=response.headers.without("content-encoding"))


def too_large(limit: int) -> str:
    """Why an answer is not changed that has more bytes than are held."""
    return f"the answer's body has more than {limit:,} bytes, which is what is held to be changed"


async def _printed(run: PatchRun, response: Response) -> bytes:
    """What the template makes of the answer, in its charset. Raises `PatchError` and `FailedScriptError`."""
    exchange, content_type = run.exchange, response.headers.get("content-type")
    decision = exchange.decision
    if not isinstance(decision, Forward) or not isinstance(use := decision.reservation, Reservation):
        raise PatchError("there is no mock whose template it could be")
    program = Scripted(TEMPLATE, json.dumps({"body": run.patch.template}))
    script = Script(program, use, decision.state, decision.clock, decision.trace)
    session = SessionFacts(exchange.session, exchange.arrival.session, exchange.started_at)
    text, charset = text_of_body(response.body, content_type)
    scripts = exchange.instance.scripts
    answer = await scripts.answer(script, exchange.request, session, response_names(response, text))
    exchange.scripted = answer
    written = answer.response.body
    return written if not charset_in(content_type) else in_charset(written.decode(), charset)

"""Every operation of the admin API as a function that makes the question; clients have methods of its name.

What a parameter means, and what an answer holds, is in `docs/api.md`. `session` is the name of the session
that is meant, "" the unnamed one; without it, the client's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

from smockproxy.testing.ask import JSON, YAML, Ask, as_json, in_path

if TYPE_CHECKING:
    from collections.abc import Mapping

    from smockproxy.app.api import bodies, shapes
    from smockproxy.testing.parameters import Exported, Listening, Paging

UNNAMED = "~"
"""What stands in a path for the unnamed session."""
LONGEST_WAIT = 60.0
"""Seconds that the server waits at most."""
EVENT_STREAM = "text/event-stream"


def _session_path(name: str) -> str:
    return f"/sessions/{in_path(name or UNNAMED)}"


def list_sessions() -> Ask[shapes.SessionList]:
    """The sessions that are in use, the unnamed one first."""
    return Ask("GET", "/sessions")


def get_session(name: str) -> Ask[shapes.SessionRow]:
    """One session; "" is the unnamed one, here and in what follows."""
    return Ask("GET", _session_path(name))


def put_session(name: str, **change: Unpack[bodies.SessionChange]) -> Ask[shapes.SessionRow]:
    """Begin a session, if there is none of that name, and set its seed, unmatched policy and delay factor."""
    return Ask("PUT", _session_path(name), body=as_json(change), media=JSON)


def delete_session(name: str) -> Ask[None]:
    """Forget a session: its mocks, counts, state and history. The unnamed one begins anew."""
    return Ask("DELETE", _session_path(name))


def reset_session(name: str, *, force: bool = False) -> Ask[shapes.SessionRow]:
    """Put a session back to its start; with `force`, locked mocks go, too."""
    return Ask("POST", f"{_session_path(name)}/reset", {"force": force})


def list_mocks(*, session: str | None = None) -> Ask[shapes.MockList]:
    """The mocks in force, files' and API's, in the order of asking."""
    return Ask("GET", "/mocks", {"session": session})


def add_mocks(
    mocks: bodies.MockDefinition | list[bodies.MockDefinition] | str, *, session: str | None = None
) -> Ask[shapes.AddedMocks]:
    """Put mocks above all there are: one, or a list, as values or as YAML in a text."""
    return _with_mocks("POST", "/mocks", mocks, session)


def get_mock(mock_id: str, *, session: str | None = None) -> Ask[shapes.MockRow]:
    """One mock."""
    return Ask("GET", f"/mocks/{in_path(mock_id)}", {"session": session})


def replace_mock(
    mock_id: str, mock: bodies.MockDefinition | str, *, session: str | None = None
) -> Ask[shapes.MockRow]:
    """Put another definition, as a value or as YAML, in the place of a mock that came by the API."""
    return _with_mocks("PUT", f"/mocks/{in_path(mock_id)}", mock, session)


def _with_mocks[Answer](method: str, path: str, mocks: object, session: str | None) -> Ask[Answer]:
    text = isinstance(mocks, str)
    body = mocks.encode() if isinstance(mocks, str) else as_json(mocks)
    return Ask(method, path, {"session": session}, body, YAML if text else JSON)


def patch_mock(mock_id: str, patch: Mapping[str, Any], *, session: str | None = None) -> Ask[shapes.MockRow]:
    """Change parts of a mock that came by the API, by a merge patch (RFC 7396) of its definition."""
    media = "application/merge-patch+json"
    return Ask("PATCH", f"/mocks/{in_path(mock_id)}", {"session": session}, as_json(patch), media)


def enable_mock(mock_id: str, *, session: str | None = None) -> Ask[shapes.MockRow]:
    """Let a mock answer again."""
    return Ask("POST", f"/mocks/{in_path(mock_id)}/enable", {"session": session})


def disable_mock(mock_id: str, *, session: str | None = None) -> Ask[shapes.MockRow]:
    """Keep a mock from answering in this session, until it is enabled or the session is reset."""
    return Ask("POST", f"/mocks/{in_path(mock_id)}/disable", {"session": session})


def delete_mock(mock_id: str, *, session: str | None = None) -> Ask[None]:
    """Take a mock away that came by the API."""
    return Ask("DELETE", f"/mocks/{in_path(mock_id)}", {"session": session})


def list_history(**chosen: Unpack[Paging]) -> Ask[shapes.HistoryPage]:
    """A page of the history, as filters say; without a session, of all of them."""
    return Ask("GET", "/history", {"session": None, **chosen})


def export_history(**chosen: Unpack[Exported]) -> Ask[bytes]:
    """All of the history that filters leave, in another format, piece by piece."""
    return Ask("GET", "/history/export", {"session": None, **chosen})


def clear_history(*, session: str | None = None) -> Ask[None]:
    """Forget the exchanges of all sessions, or of one; mocks and counts stay."""
    return Ask("DELETE", "/history", {"session": session})


def get_exchange(exchange_id: str, *, redact: bool | None = None) -> Ask[shapes.Entry]:
    """One exchange."""
    return Ask("GET", f"/history/{in_path(exchange_id)}", {"redact": redact})


def trace_exchange(exchange_id: str, *, redact: bool | None = None) -> Ask[shapes.Trace]:
    """How the decision on an exchange came about."""
    return Ask("GET", f"/history/{in_path(exchange_id)}/trace", {"redact": redact})


def get_request_body(exchange_id: str) -> Ask[bytes]:
    """The body of a request, as it was sent."""
    return Ask("GET", f"/history/{in_path(exchange_id)}/request/body")


def get_response_body(exchange_id: str) -> Ask[bytes]:
    """The body of a response, as the client got it."""
    return Ask("GET", f"/history/{in_path(exchange_id)}/response/body")


def listen_events(*, last_event: str = "", **chosen: Unpack[Listening]) -> Ask[bytes]:
    """Each exchange as it is completed; `last_event` is the id of the last event that one has had."""
    headers = {"Accept": EVENT_STREAM} | ({"Last-Event-ID": last_event} if last_event else {})
    return Ask("GET", "/events", {"session": None, **chosen}, headers=headers)


def why(
    *, session: str | None = None, redact: bool | None = None, **question: Unpack[bodies.Question]
) -> Ask[shapes.Explanation]:
    """Why an exchange, or a request that is only described, gets its answer, and what would help."""
    query = {"session": session, "redact": redact}
    return Ask("POST", "/why", query, as_json(question), JSON)


def verify(
    *, session: str | None = None, redact: bool | None = None, **question: Unpack[bodies.VerifyQuestion]
) -> Ask[shapes.Verdict]:
    """The verdict: whether every mock of a session was used as it says, and what went wrong."""
    query = {"session": session, "redact": redact}
    return Ask("POST", "/verify", query, as_json(question), JSON)


def called(
    *, session: str | None = None, redact: bool | None = None, **question: Unpack[bodies.CalledQuestion]
) -> Ask[shapes.Called]:
    """How often something was called since the session's last reset, and in which exchanges."""
    query = {"session": session, "redact": redact}
    return Ask("POST", "/called", query, as_json(question), JSON)


def wait(*, session: str | None = None, **question: Unpack[bodies.WaitQuestion]) -> Ask[shapes.Waited]:
    """Wait until something was called so many times, now or later, or until time is up."""
    query = {"session": session}
    return Ask("POST", "/wait", query, as_json(question), JSON, patience=LONGEST_WAIT)


def get_usage(*, session: str | None = None) -> Ask[shapes.Usage]:
    """How the mocks are used: uses, the last one, how long the answers took."""
    return Ask("GET", "/usage", {"session": session})


def get_report(*, session: str | None = None) -> Ask[shapes.Report]:
    """Which part of the requests mocks answered since the last resets, host by host."""
    return Ask("GET", "/report", {"session": session})


def list_chaos(*, session: str | None = None) -> Ask[shapes.ChaosList]:
    """The rules of chaos in force, files' and API's, and how often each disturbed a request."""
    return Ask("GET", "/chaos", {"session": session})


def add_chaos(
    rule: Mapping[str, Any] | list[dict[str, Any]], *, session: str | None = None
) -> Ask[shapes.ChaosList]:
    """Put a rule in force, or a list of them, for the session or as long as its `ttl` says."""
    return Ask("POST", "/chaos", {"session": session}, as_json(rule), JSON)


def enable_chaos(rule_id: str, *, session: str | None = None) -> Ask[shapes.ChaosRow]:
    """Let a rule act again."""
    return Ask("POST", f"/chaos/{in_path(rule_id)}/enable", {"session": session})


def disable_chaos(rule_id: str, *, session: str | None = None) -> Ask[shapes.ChaosRow]:
    """Keep a rule from acting in this session."""
    return Ask("POST", f"/chaos/{in_path(rule_id)}/disable", {"session": session})


def delete_chaos(rule_id: str, *, session: str | None = None) -> Ask[None]:
    """Take a rule away that came by the API."""
    return Ask("DELETE", f"/chaos/{in_path(rule_id)}", {"session": session})


def get_clock(*, session: str | None = None) -> Ask[shapes.Clock]:
    """What the clock of a session shows."""
    return Ask("GET", "/clock", {"session": session})


def set_clock(*, now: str, session: str | None = None) -> Ask[shapes.Clock]:
    """Let the clock show another moment, `2030-01-01T00:00:00Z` or `now+2h`, and go on from there."""
    return Ask("PUT", "/clock", {"session": session}, as_json({"now": now}), JSON)


def advance_clock(*, by: str, session: str | None = None) -> Ask[shapes.Clock]:
    """Put the clock forward by a duration such as `2h`; back by `-2h`."""
    return Ask("POST", "/clock/advance", {"session": session}, as_json({"by": by}), JSON)


def freeze_clock(*, at: str | None = None, session: str | None = None) -> Ask[shapes.Clock]:
    """Stop the clock, where it is or at a moment."""
    return Ask("POST", "/clock/freeze", {"session": session}, as_json({"at": at}), JSON)


def resume_clock(*, session: str | None = None) -> Ask[shapes.Clock]:
    """Let the clock go on from what it shows."""
    return Ask("POST", "/clock/resume", {"session": session})


def reset_clock(*, session: str | None = None) -> Ask[shapes.Clock]:
    """Let the clock show real time again."""
    return Ask("DELETE", "/clock", {"session": session})


def list_resources(*, session: str | None = None) -> Ask[shapes.ResourceList]:
    """The resources of a session, and how many rows they have."""
    return Ask("GET", "/resources", {"session": session})


def get_resource(*, name: str, session: str | None = None) -> Ask[shapes.ResourceRows]:
    """All rows of a resource."""
    return Ask("GET", "/resources/rows", {"session": session, "name": name})


def reset_resources(*, name: str | None = None, session: str | None = None) -> Ask[shapes.ResourceList]:
    """Put a resource, or all of them, back to the rows of the file."""
    return Ask("POST", "/resources/reset", {"session": session, "name": name})


def list_routes(*, session: str | None = None) -> Ask[shapes.RouteList]:
    """Which hosts are real, wholly or in part."""
    return Ask("GET", "/routes", {"session": session})


def set_route(  # noqa: PLR0913 - the keys of a route
    *,
    host: str,
    to: str,
    path: str | None = None,
    headers: Mapping[str, str] | None = None,
    by: str | None = None,
    ttl: str | None = None,
    session: str | None = None,
) -> Ask[shapes.RouteList]:
    """Let a host be `real`, `mocked`, or real for `30%` of its requests, above all mocks."""
    said = {"path": path, "headers": headers, "by": by, "ttl": ttl}
    asked = {"host": host, "to": to, **{key: value for key, value in said.items() if value is not None}}
    return Ask("PUT", "/routes", {"session": session}, as_json(asked), JSON)


def clear_routes(*, host: str | None = None, session: str | None = None) -> Ask[shapes.RouteList]:
    """Let mocks answer for a host again, or for all."""
    return Ask("DELETE", "/routes", {"session": session, "host": host})


def list_scenarios(*, session: str | None = None) -> Ask[shapes.ScenarioList]:
    """The scenarios of a session, and the state that each is in."""
    return Ask("GET", "/scenarios", {"session": session})


def set_scenarios(
    states: Mapping[str, str], *, force: bool = False, session: str | None = None
) -> Ask[shapes.ScenarioList]:
    """Put scenarios into states, all or none; with `force`, also into those that no mock names."""
    given = {"session": session, "force": force}
    return Ask("PUT", "/scenarios", given, as_json(states), JSON)


def reset_scenarios(name: str | None = None, *, session: str | None = None) -> Ask[shapes.ScenarioList]:
    """Put a scenario back into its first state, or all without a name."""
    return Ask("DELETE", "/scenarios", {"session": session, "name": name})


def list_problems() -> Ask[shapes.Problems]:
    """What is wrong with the files of mocks, as of the last time they were read."""
    return Ask("GET", "/problems")


def get_state(*, session: str | None = None) -> Ask[shapes.State]:
    """What the scripts of a session remember."""
    return Ask("GET", "/state", {"session": session})


def set_state(values: Mapping[str, Any], *, session: str | None = None) -> Ask[shapes.State]:
    """Set keys of it, all or none; other keys stay."""
    return Ask("PUT", "/state", {"session": session}, as_json(values), JSON)


def clear_state(key: str | None = None, *, session: str | None = None) -> Ask[shapes.State]:
    """Forget a key of it, or all."""
    return Ask("DELETE", "/state", {"session": session, "key": key})


def list_settings() -> Ask[shapes.SettingList]:
    """The settings of the run, and where each comes from; secrets are hidden."""
    return Ask("GET", "/settings")


def get_lane() -> Ask[shapes.Lane]:
    """How many requests were dealt with in front of mitmproxy, and what keeps others from it."""
    return Ask("GET", "/lane")


def get_openapi() -> Ask[dict[str, Any]]:
    """All of this as an OpenAPI 3.1 document."""
    return Ask("GET", "/openapi.json")

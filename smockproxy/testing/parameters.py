"""The parameters of questions, as types: what the table of operations says, for clients."""

from typing import Literal, Required, TypedDict


class OfSession(TypedDict, total=False):
    """Whose mocks and exchanges are meant; usually the client's session."""

    session: str


class Shown(OfSession, total=False):
    """Whether credentials are replaced by pseudonyms; usually as the setting `redact` says."""

    redact: bool


class Filters(Shown, total=False):
    """Which exchanges are meant; `docs/api.md` has each."""

    path: str
    host: str
    method: str
    status: str | int
    mock: str
    decision: Literal["mocked", "forwarded", "refused", "failed", "callback"]
    since: str
    session_id: str
    where: str


class Paging(Filters, total=False):
    """Which exchanges, and how many of them."""

    limit: int
    after: str
    before: str
    order: Literal["oldest", "newest"]
    last: int
    bodies: bool


class Exported(Filters, total=False):
    """Which exchanges, and in which format."""

    format: Required[Literal["har", "mitm", "jsonl", "smocker"]]
    order: Literal["oldest", "newest"]


class Listening(Shown, total=False):
    """Which exchanges are told."""

    where: str
    last: int
    bodies: bool

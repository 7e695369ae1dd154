"""The parameters that operations share.

Rules of this file: standard library only.
"""

from smockproxy.app.api.row import Parameter

NAME = "^[A-Za-z0-9._-]{0,64}$"
STATUS = "^([1-9][0-9][0-9]|[1-9][xX][xX])$"
LARGEST_PAGE = 1000
DEFAULT_PAGE = 100
MOST_EARLIER = 1000
FORMATS = ("har", "mitm", "jsonl", "smocker")

OF_SESSION = (
    Parameter(
        name="session",
        pattern=NAME,
        summary="The session that is meant, empty for the unnamed one; without it, the one that the header "
        "`X-Smockproxy-Session` names, else the unnamed one.",
    ),
)
OVER_ALL = (
    Parameter(
        name="session",
        pattern=NAME,
        summary="Only exchanges of that session, empty for the unnamed one; without it, those of the session "
        "that the header `X-Smockproxy-Session` names, else of all.",
    ),
)
REDACT = (
    Parameter(
        name="redact",
        type="boolean",
        summary="Whether credentials are replaced by pseudonyms; usually as the setting `redact` says.",
    ),
)
WHERE = Parameter(
    name="where", summary="A filter expression of mitmproxy's: `~m POST & ~u /pay`.", example="~m POST"
)
FILTERS = (
    Parameter(name="path", summary="The whole path; `*` stands for any characters.", example="/users/*"),
    Parameter(name="host", summary="The whole host; `*` stands for any characters.", example="*.test"),
    Parameter(name="method", summary="The method, in any case.", example="POST"),
    Parameter(name="status", summary="A status, or a class of them.", pattern=STATUS, example="4xx"),
    Parameter(name="mock", summary="The mock that answered: its id, or its place.", example="mocks/a.yml:3"),
    Parameter(
        name="decision",
        summary="What became of the exchange.",
        choices=("mocked", "forwarded", "refused", "failed", "callback"),
    ),
    Parameter(
        name="since",
        summary="Exchanges that began then or later: RFC 3339, or `now-5m`.",
        example="now-5m",
    ),
    Parameter(name="session_id", summary="One period of a session, by its id."),
    WHERE,
)
PAGE = (
    Parameter(
        name="limit",
        summary="How many entries a page has at most.",
        type="integer",
        low=1,
        high=LARGEST_PAGE,
        default=DEFAULT_PAGE,
    ),
    Parameter(name="after", summary="Only what follows an entry: its id, or the `next` of a page."),
    Parameter(name="before", summary="Only what comes before an entry: its id, or the `next` of a page."),
    Parameter(
        name="order", summary="Which entries come first.", choices=("oldest", "newest"), default="oldest"
    ),
    Parameter(
        name="last",
        summary="So many of the newest, oldest first, instead of a page.",
        type="integer",
        low=1,
        high=LARGEST_PAGE,
    ),
    Parameter(name="bodies", summary="Whether entries have their bodies.", type="boolean", default=True),
)
EXPORTED = (
    Parameter(name="format", summary="The format.", choices=FORMATS, required=True),
    Parameter(
        name="order", summary="Which entries come first.", choices=("oldest", "newest"), default="oldest"
    ),
)
LISTENING = (
    WHERE,
    Parameter(
        name="last",
        summary="How many of the exchanges from before are told first.",
        type="integer",
        low=0,
        high=MOST_EARLIER,
        default=0,
    ),
    Parameter(name="bodies", summary="Whether exchanges have their bodies.", type="boolean", default=False),
)

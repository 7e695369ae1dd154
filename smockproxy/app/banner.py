"""The banner: what a run tells its user once everything listens."""

import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from smockproxy.core.conditions import OnField
from smockproxy.core.decision import Unmatched
from smockproxy.core.mock import Mock

NO_EXAMPLE = "http://hello.test/"
"""What the banner asks for when no mock says plainly what it answers."""

POLICIES = {
    Unmatched.FORWARD: "proxied requests that no mock answers go on to the real server",
    Unmatched.REFUSE: "requests that no mock answers are refused with status 666",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BannerFacts:
    """What the banner says."""

    version: str
    proxy: str
    """URL of the proxy."""
    admin: str
    """URL of the admin API."""
    web: str = ""
    """URL of mitmweb's page, with its token; empty without one."""
    ca: str
    """Path of the certificate that clients have to trust."""
    mocks: int
    paths: Sequence[str]
    """Where the mocks are from."""
    is_watching: bool
    seed: int
    """What chance follows."""
    certificate: str = ""
    """Path of the certificate of the proxy's own port; empty if that speaks no TLS."""
    problems: int = 0
    """How many problems the files of mocks have."""
    unmatched: Unmatched = Unmatched.FORWARD
    is_unmatched_chosen: bool = True
    """Whether somebody chose the unmatched policy, so that it is not just the default."""
    is_ci: bool = False
    """Whether it runs in continuous integration, where a forwarded request is rarely meant."""
    example: str = NO_EXAMPLE
    """A URL to try."""
    named: Mapping[str, str] = field(default_factory=dict)
    """URLs of the proxy's ports that have a session's name, by name."""
    token: str = ""
    """The token that was made for the admin API; empty if none was."""
    is_open: bool = False
    """Whether other machines reach the admin API, and nobody has to show a token."""
    recording: str = ""
    """Which exchanges are recorded, and where; empty if none are."""
    is_redacting: bool = True
    """Whether credentials are replaced in logs and exports."""


def banner(facts: BannerFacts) -> str:
    """The banner's text, with its last line end."""
    rows = {
        "proxy": facts.proxy,
        "sessions": f"\n{'':13}".join(f"{url} ({name})" for name, url in facts.named.items()),
        "admin API": facts.admin,
        "mitmweb": facts.web,
        "token": _token(facts),
        "mocks": _mocks(facts),
        "seed": f"{facts.seed} (--seed {facts.seed} draws all of it again)",
        "problems": f"{facts.problems} in files of mocks, listed above" if facts.problems else "",
        "unmatched": _unmatched(facts),
        "recording": facts.recording,
        "TLS": facts.certificate,
        "CA": facts.ca,
        "warning": f"\n{'':13}".join(_warnings(facts)),
    }
    shown = "".join(f"  {name:<9}  {value}\n" for name, value in rows.items() if value)
    return f"smockproxy {facts.version}\n{shown}\n{_commands(facts)}"


def _token(facts: BannerFacts) -> str:
    if not facts.token:
        return ""
    why = "other machines reach the admin API, so it wants this; --admin-token chooses one"
    return f"{facts.token}\n{'':13}({why})"


def _warnings(facts: BannerFacts) -> Iterator[str]:
    if facts.is_open:
        yield "whoever reaches the admin API may use it: --admin-token none"
    if not facts.is_redacting:
        yield "logs, exports, recordings and --sessions-dir hold secrets as they were sent: --no-redact"


def _mocks(facts: BannerFacts) -> str:
    if not facts.paths:
        return "none: there is no mocks/ here, and no path was given"
    watching = "watching for changes" if facts.is_watching else "not watching"
    return f"{facts.mocks} from {', '.join(facts.paths)} ({watching})"


def _unmatched(facts: BannerFacts) -> str:
    policy = POLICIES[facts.unmatched]
    if not facts.is_ci or facts.is_unmatched_chosen:
        return policy
    return f"{policy}\n{'':13}(CI is set and nobody chose: --unmatched refuse keeps tests off the network)"


def _commands(facts: BannerFacts) -> str:
    proxy = f"--proxy {facts.proxy}"
    if facts.certificate:
        proxy += f" --proxy-cacert {shlex.quote(facts.certificate)}"
    trust = f"--cacert {shlex.quote(facts.ca)} " if facts.example.startswith("https:") else ""
    variables = {"http_proxy": facts.proxy, "https_proxy": facts.proxy, "CURL_CA_BUNDLE": facts.ca}
    exported = " ".join(f"{name}={shlex.quote(value)}" for name, value in variables.items())
    return f"Try it:\n  curl {proxy} {trust}{shlex.quote(facts.example)}\n  export {exported}\n"


def example_url(mocks: Iterable[Mock]) -> str:
    """A URL that the first mock with a plain host answers to a GET; `http://hello.test/` if there is none.

    Only conditions that name one value are understood: a mock that asks for more is passed over.
    """
    return next((url for mock in mocks if (url := _url_of(mock))), NO_EXAMPLE)


def _url_of(mock: Mock) -> str:
    wanted = {"method": "GET", "scheme": "http", "host": "", "port": "", "path": "/"}
    for condition in mock.conditions.all_of:
        if not isinstance(condition, OnField) or condition.matcher.name != "ShouldEqual":
            return ""
        wanted[condition.field] = condition.matcher.value
    if wanted["method"] != "GET" or not wanted["host"]:
        return ""
    port = f":{wanted['port']}" if wanted["port"] else ""
    return f"{wanted['scheme']}://{wanted['host']}{port}{wanted['path']}"

"""What a run tells its user and its starter once everything listens."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from smockproxy.app.admintoken import AdminToken, is_loopback
from smockproxy.app.banner import BannerFacts, example_url
from smockproxy.app.sessions.instance import Instance
from smockproxy.app.settings.sources import Resolved
from smockproxy.assembly.recording import recording_told
from smockproxy.core.duration import NO_DELAY
from smockproxy.core.mock import Mock
from smockproxy.core.problem import Severity
from smockproxy.core.responders import Fixed
from smockproxy.version import VERSION

CA_CERTIFICATE = "mitmproxy-ca-cert.pem"


@dataclass(frozen=True, slots=True)
class Places:
    """Where a run listens: hosts and ports."""

    proxy: tuple[str, int]
    admin: tuple[str, int]
    named: Mapping[str, int]
    """Further ports of the proxy, by the session that they are for."""
    web: str = ""
    """URL of mitmweb's page."""


def facts_of(instance: Instance, places: Places, token: AdminToken, resolved: Resolved) -> BannerFacts:
    """What there is to tell."""
    settings = instance.settings
    url = partial(url_of, is_tls=settings.tls_enable)
    return BannerFacts(
        version=VERSION,
        named={name: url(places.proxy[0], port) for name, port in places.named.items()},
        proxy=url(*places.proxy),
        admin=url(*places.admin),
        web=places.web,
        certificate=settings.tls_cert_file if settings.tls_enable else "",
        ca=str(Path(settings.confdir).expanduser().absolute() / CA_CERTIFICATE),
        mocks=instance.files.mocks,
        paths=instance.files.paths,
        is_watching=settings.reload,
        seed=instance.seed,
        problems=sum(problem.severity is not Severity.NOTE for problem in instance.files.problems),
        unmatched=settings.unmatched,
        is_unmatched_chosen=resolved.is_chosen("unmatched"),
        is_ci=bool(os.environ.get("CI")),
        token=token.text if token.is_made else "",
        is_open=token.is_waived and not is_loopback(settings.host),
        recording=recording_told(settings),
        is_redacting=settings.redact,
        example=example_url(filter(is_plain, instance.engine.file_mocks)),
    )


def is_plain(mock: Mock) -> bool:
    """Whether a mock always gives the same answer at once: the best one to show."""
    return not mock.times and isinstance(mock.responder, Fixed) and mock.responder.delay == NO_DELAY


def url_of(host: str, port: int, *, is_tls: bool = False) -> str:
    """A URL that a client on this machine can use; a listener on every interface is reached by loopback."""
    reached = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    scheme = "https" if is_tls else "http"
    return f"{scheme}://[{reached}]:{port}" if ":" in reached else f"{scheme}://{reached}:{port}"

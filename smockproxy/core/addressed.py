"""Which host and which endpoint a mock is for, as far as it says so: by its fields, or by its `url`."""

from urllib.parse import SplitResult, urlsplit

from smockproxy.core.conditions import OnPathTemplate
from smockproxy.core.http import DEFAULT_PORTS
from smockproxy.core.mock import Mock
from smockproxy.core.narrowing import literal_of


def host_of(mock: Mock) -> str:
    """The one host that a mock is for, as requests have it: with a port that is not the scheme's own."""
    url = _url_of(mock)
    if url.netloc:
        usual = f":{DEFAULT_PORTS.get(url.scheme, '')}"
        return url.netloc.rpartition("@")[2].lower().removesuffix(usual)
    host, port = literal_of(mock, "host").lower(), literal_of(mock, "port")
    is_usual = not port or port == {"https": "443"}.get(literal_of(mock, "scheme"), "80")
    return host if is_usual or not host else f"{host}:{port}"


def endpoint_of(mock: Mock) -> tuple[str, str, str]:
    """Host, method and path that a mock is for, as far as it says them."""
    templates = [each.template.text for each in mock.conditions.all_of if isinstance(each, OnPathTemplate)]
    path = templates[0] if templates else literal_of(mock, "path") or _url_of(mock).path
    return host_of(mock), literal_of(mock, "method"), path


def _url_of(mock: Mock) -> SplitResult:
    """The parts of the URL that a mock asks for; empty ones for none."""
    try:
        return urlsplit(literal_of(mock, "url"))
    except ValueError:
        return urlsplit("")

"""What `serve` imports before it is ready: what takes long and is not needed has to wait."""

from tests.acceptance.conftest import Start

MANY = "".join(
    f"- request: {{host: api.test, path: /{number}}}\n  response: {{body: hello}}\n" for number in range(100)
)
LATE = {
    "attr",
    "faker",
    "flask",
    "httpx",
    "jinja2",
    "jsonpath",
    "jsonschema",
    "ldap3",
    "lupa",
    "mitmproxy.addons.onboarding",
    "mitmproxy.addons.proxyauth",
    "mitmproxy.flowfilter",
    "mitmproxy.tools",
    "pyparsing.core",
    "pyperclip",
    "quickjs",
    "requests",
    "ruamel.yaml.main",
    "service_identity.hazmat",
    "tornado",
    "urwid",
    "websockets",
    "zstandard.backend_cffi",
}
"""Modules that a run without options, scripts and special mocks has no use for."""
LATER = {
    "anyio",
    "smockproxy.admin.app",
    "smockproxy.app.verdicts.verify",
    "starlette",
    "uvicorn",
    "watchfiles",
}
"""Modules that are imported when the proxy is up."""


def test_only_what_is_needed_is_imported(start: Start) -> None:
    smockproxy = start(MANY, "--quiet", environment={"PYTHONPROFILEIMPORTTIME": "1"})
    lines = [line for line in smockproxy.log().splitlines() if line.startswith("import time:")]
    in_order = [line.rpartition("|")[2].strip() for line in lines]
    assert not {*in_order[: in_order.index("smockproxy.assembly")]} & LATER
    imported = {*in_order}
    assert "mitmproxy.proxy.server" in imported
    assert not imported & LATE
    assert {name for name in imported if name.startswith("mitmproxy.addons.")} <= {
        f"mitmproxy.addons.{name}"
        for name in (
            "block",
            "core",
            "disable_h2c",
            "next_layer",
            "proxyserver",
            "script",
            "termlog",
            "tlsconfig",
        )
    }

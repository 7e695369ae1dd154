"""mitmproxy's options as smockproxy needs them, set only where the user has not.

Source: mitmproxy 12.2. A mock for an https host that does not resolve needs both `connection_strategy=lazy`
and `upstream_cert=false`; mitmweb listens on 8081 by itself, which is Smocker's admin port.
"""

from mitmproxy.optmanager import OptManager

WEB_PORT = 8082
PRESET: dict[str, object] = {"connection_strategy": "lazy", "upstream_cert": False, "web_port": WEB_PORT}


def apply_preset(options: OptManager, confdir: str | None = None) -> None:
    """Set what the user has left alone; `confdir` only if there is one to set."""
    wanted = PRESET | ({"confdir": confdir} if confdir else {})
    options.update(
        **{name: value for name, value in wanted.items() if name in options and not options.has_changed(name)}
    )

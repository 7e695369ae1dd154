"""Puts the parts together: settings, files of mocks, the engine, the proxy and the admin API.

The only package that knows every layer.
"""

import importlib
import os
import signal
import sys
from pathlib import Path

from smockproxy.app.ready import ReadyFile, ReadyFileError
from smockproxy.app.settings.sources import Resolved, SettingsError, resolve
from smockproxy.assembly.running import Assembly
from smockproxy.proxy.addon import Smock, StartError
from smockproxy.proxy.run import serve as serve_until_stopped

__all__ = ["addon", "serve"]

COULD_NOT_START = 3
INTERRUPTED = 128 + signal.SIGINT
"""Exit codes of `serve`."""

LATE = ("smockproxy.assembly.administering", "smockproxy.admin.server", "smockproxy.files.watch")
"""What a start imports when the proxy is up already."""


def serve(resolved: Resolved) -> int:
    """`smockproxy serve`: run until a signal stops it; gives the exit code."""
    settings = resolved.settings
    assembly = Assembly(resolved, shows_banner=not settings.quiet)
    try:
        if settings.ready_file:
            ReadyFile(Path(settings.ready_file)).clear()
        stopped_by = serve_until_stopped(settings, Smock(assembly, settings))
    except (StartError, ReadyFileError) as error:
        sys.stderr.write(f"smockproxy: {error}\n")
        return error.exit_code if isinstance(error, StartError) else COULD_NOT_START
    if assembly.ending is not None:
        sys.stderr.write(f"\n{assembly.ending.text}")
        return assembly.ending.code
    return INTERRUPTED if stopped_by is signal.SIGINT else 0


def addon() -> Smock:
    """smockproxy for mitmproxy's own programs: `addons = [addon()]`. Its settings are `smock_*` options.

    Raises `ImportError` if a package is missing: these programs would go on without it, once they are up.
    """
    for name in LATE:
        importlib.import_module(name)
    try:
        resolved = resolve({}, os.environ, Path.cwd())
    except SettingsError as error:
        raise SystemExit(f"smockproxy: {error}") from error
    return Smock(Assembly(resolved, shows_banner=False))

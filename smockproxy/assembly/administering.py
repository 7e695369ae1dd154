"""The admin API's application, with what it needs; imported when the proxy is up already."""

import socket
from collections.abc import Mapping

from smockproxy.admin.app import admin_app
from smockproxy.admin.guard import Guard, Rules
from smockproxy.app.admintoken import AdminToken
from smockproxy.app.sessions.instances import Instances
from smockproxy.app.settings.origin import Origin
from smockproxy.app.smocker.uploads import upload_reader
from smockproxy.interop.formats import HAR, JSONL, Format, by_name
from smockproxy.proxy.flows import MITM

FORMATS: Mapping[str, Format] = by_name(HAR, MITM, JSONL)


def guarded_app(instances: Instances, token: AdminToken, origins: Mapping[str, Origin]) -> Guard:
    """The application, behind the guard that asks who comes."""
    settings = instances.unnamed.settings
    app = admin_app(instances, FORMATS, upload_reader(settings), settings.config_base_path, origins)
    return Guard(app, Rules.of(settings, token, socket.gethostname()))

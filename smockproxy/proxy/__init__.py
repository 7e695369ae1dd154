"""The proxy edge: the only package that knows mitmproxy. It carries out what the core decides."""

from smockproxy.proxy import latemodules
from smockproxy.proxy.lateaddons import import_late

import_late()
latemodules.import_late()

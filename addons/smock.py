"""smockproxy as an addon of mitmproxy: `mitmweb -s addons/smock.py`, with the package installed or not."""

import logging
import sys
from pathlib import Path

checkout = Path(__file__).resolve().parent.parent
if (checkout / "smockproxy" / "assembly.py").is_file():
    sys.path.insert(0, str(checkout))
try:
    from smockproxy.assembly import addon
except ModuleNotFoundError as error:
    logging.error("smockproxy needs %r: %s -m pip install %s", error.name, sys.executable, checkout)  # noqa: LOG015
else:
    addons = [addon()]

"""smockproxy as an addon of mitmproxy: `mitmweb -s addons/smock.py`, with the package installed or not."""

import sys
from pathlib import Path

checkout = Path(__file__).resolve().parent.parent
if (checkout / "smockproxy" / "assembly").is_dir():
    sys.path.insert(0, str(checkout))
try:
    from smockproxy.assembly import addon

    addons = [addon()]
except ImportError as error:
    raise SystemExit(f"smockproxy needs {error.name}: {sys.executable} -m pip install {checkout}") from error

"""The settings as the API shows them."""

from smockproxy.app.settings.origin import Origin, Source
from smockproxy.app.settings.rows import ROWS
from smockproxy.app.settings.shown import setting_rows
from smockproxy.app.settings.table import Settings


def test_rows():
    settings = Settings(port=1234, admin_token="0123456789abcdef", mocks=("a", "b"))
    rows = {row["name"]: row for row in setting_rows(settings, {"port": Origin(Source.FLAG, "--port")})}
    assert list(rows) == [row.name for row in ROWS]
    assert (rows["port"]["value"], rows["port"]["origin"]) == (1234, "flag --port")
    assert (rows["admin_token"]["value"], rows["admin_token"]["origin"]) == ("(hidden)", "default")
    assert rows["mocks"]["value"] == ["a", "b"]
    assert rows["unmatched"]["value"] == "forward"
    assert setting_rows(Settings(), {})[list(rows).index("admin_token")]["value"] == ""

"""The admin API as a run makes it."""

from httpx import ASGITransport, AsyncClient

from smockproxy.app.admintoken import AdminToken
from smockproxy.app.sessions.instance import Instance
from smockproxy.app.sessions.instances import Instances
from smockproxy.app.settings.table import Settings
from smockproxy.assembly.administering import FORMATS, guarded_app


def test_exports_are_written_in_three_formats():
    assert sorted(FORMATS) == ["har", "jsonl", "mitm"]


async def test_the_application_is_behind_the_guard():
    instances = Instances(Instance.begin(Settings(), lambda: 5.0, lambda: "id"))
    guard = guarded_app(instances, AdminToken(), {})
    async with AsyncClient(transport=ASGITransport(guard), base_url="http://127.0.0.1") as client:
        assert (await client.get("/healthz")).status_code == 200
        assert (await client.get("/version", headers={"Host": "evil.test"})).status_code == 403

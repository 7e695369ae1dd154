import asyncio
import sys

from smockproxy.proxy import loop


def test_work_is_run_to_its_end() -> None:
    seen = []

    async def work() -> None:
        await asyncio.sleep(0)
        seen.append(type(asyncio.get_running_loop()).__module__)

    loop.run(work())
    assert seen[0].startswith("uvloop" if loop.loop_factory() else "asyncio")


def test_there_is_not_always_uvloop(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "uvloop", None)
    assert loop.loop_factory() is None
    monkeypatch.setattr(sys, "platform", "win32")
    assert loop.loop_factory() is None

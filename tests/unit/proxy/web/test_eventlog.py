import asyncio
import logging

import pytest

from smockproxy.proxy.web.eventlog import EventLog

logger = logging.getLogger("smockproxy.test_eventlog")


@pytest.fixture
def handlers():
    """The root logger's, which are put back."""
    root = logging.getLogger()
    before = list(root.handlers)
    yield root.handlers
    root.handlers[:] = before


async def test_lines_are_taken_while_somebody_looks(handlers):
    log = EventLog(is_redacting=True)
    assert log.logger not in handlers
    logger.warning("nobody looks")
    log.listen(is_looking=True)
    logger.warning("GET http://a.test/?api_key=very-secret")
    log.listen(is_looking=False)
    logger.warning("nobody looks any more")
    await asyncio.sleep(0)
    [entry] = log.data
    assert entry.level == "warn"
    assert "GET http://a.test/?api_key=" in entry.msg
    assert "very-secret" not in entry.msg
    assert log.logger not in handlers


async def test_credentials_are_shown_where_everything_is(handlers):
    log = EventLog(is_redacting=False)
    log.listen(is_looking=True)
    logger.warning("GET http://a.test/?api_key=very-secret")
    log.done()
    await asyncio.sleep(0)
    assert log.data[0].msg.endswith("very-secret")

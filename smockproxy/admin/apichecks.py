"""Operations of `/api/v1` that hold a session against what is expected of it."""

from starlette.responses import Response

from smockproxy.admin.answers import plain_json_answer
from smockproxy.admin.apicall import Call
from smockproxy.admin.asked import Served
from smockproxy.app.operations.check import CheckOperations
from smockproxy.app.verdicts.calledshape import called_shape, waited_shape
from smockproxy.app.verdicts.reporting import accuracy_over
from smockproxy.app.verdicts.reportshape import report_shape
from smockproxy.app.verdicts.shape import verdict_shape
from smockproxy.app.verdicts.usagefigures import usage_shape


class CheckCalls:
    """The handlers."""

    def __init__(self, served: Served) -> None:
        self._served = served

    async def verify(self, call: Call) -> Response:
        """The verdict."""
        question = await call.document()
        verdict = await CheckOperations(self._served.in_use(call)).verdict(question)
        redaction = self._served.redaction(call)
        return await plain_json_answer(lambda: verdict_shape(verdict, redaction))

    async def called(self, call: Call) -> Response:
        """How often something was called."""
        question = await call.document()
        counted = await CheckOperations(self._served.in_use(call)).called(question)
        redaction = self._served.redaction(call)
        return await plain_json_answer(lambda: called_shape(counted, redaction))

    async def wait(self, call: Call) -> Response:
        """Until something is."""
        question = await call.document()
        waited = await CheckOperations(self._served.begun(call)).wait(question)
        return await plain_json_answer(lambda: waited_shape(waited))

    async def get_usage(self, call: Call) -> Response:
        """How mocks are used."""
        operations = CheckOperations(self._served.in_use(call))
        usages = await operations.usage()
        evicted = operations.evicted()
        return await plain_json_answer(lambda: usage_shape(usages, evicted))

    async def get_report(self, call: Call) -> Response:
        """Which part of the requests mocks answered."""
        served = self._served
        instances = served.instances.all() if call.session is None else (served.in_use(call),)
        accuracy = await accuracy_over(instances)
        return await plain_json_answer(lambda: report_shape(accuracy))

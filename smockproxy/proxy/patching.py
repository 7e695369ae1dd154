"""`proxy.patch`: a real server's answer is changed on its way to the client.

One whose body is to be changed is held until it is all there; one of which only the head changes streams.
Nothing of an answer that can't be changed as the mock says goes out.
"""

from mitmproxy import http
from mitmproxy.proxy import layer
from mitmproxy.proxy.layers.http import (
    ErrorCode,
    RequestProtocolError,
    ResponseData,
    ResponseEndOfMessage,
    ResponseTrailers,
    SendHttp,
)

from smockproxy.app.scripts.scripting import FailedScriptError
from smockproxy.core.chaos import does_damage
from smockproxy.core.http import Response
from smockproxy.core.patching import PatchError, patched_head
from smockproxy.proxy.convert import reason_of, response_of
from smockproxy.proxy.deadline import TimedStream
from smockproxy.proxy.patchhook import PatchRun, SmockPatchHook, too_large

SWITCHING = 101
"""Nothing of what follows this is HTTP."""


def put_into(message: http.Response, response: Response) -> None:
    """Make a message say what a response says."""
    message.status_code = response.status
    message.reason = reason_of(response)
    message.headers = http.Headers(response.headers.fields)


class PatchingStream(TimedStream):
    """mitmproxy's stream, which changes what a real server answers."""

    def holds_answer(self, message: http.Response) -> bool:
        """Whether an answer has to be all there before any of it goes out."""
        if message.status_code == SWITCHING:
            return False
        patch = self.asked.patch
        return does_damage(self.exchange.injected) or (patch is not None and patch.needs_whole)

    def patch_head(self, message: http.Response) -> None:
        """Change the head of an answer whose body streams."""
        if self.asked.patch is not None and message.status_code != SWITCHING:
            put_into(message, patched_head(self.asked.patch, response_of(message, b"")))

    def check_body_size(self, request: bool) -> layer.CommandGenerator[bool]:  # noqa: FBT001 - mitmproxy's
        """An answer that is held is neither streamed nor measured by mitmproxy's options."""
        message = self.flow.response
        if not request and message is not None and self.holds_answer(message):
            return False
        return (yield from super().check_body_size(request))

    def state_consume_response_body(
        self, event: ResponseData | ResponseTrailers | ResponseEndOfMessage
    ) -> layer.CommandGenerator[None]:
        """Hold what comes of an answer, as long as it is not too much."""
        message, limit = self.flow.response, self.edge.instance.settings.patch_body_limit
        is_held = message is not None and self.holds_answer(message)
        if (
            is_held
            and isinstance(event, ResponseData)
            and len(self.response_body_buf) + len(event.data) > limit
        ):
            self.response_body_buf.clear()
            enough = RequestProtocolError(self.stream_id, too_large(limit), ErrorCode.KILL)
            yield SendHttp(enough, self.context.server)
            wanted_by = "proxy.patch" if self.asked.patch else "chaos"
            yield from self.upstream_failed(f"{wanted_by}: {too_large(limit)}")
            return
        yield from super().state_consume_response_body(event)

    def patch_whole(self, message: http.Response) -> layer.CommandGenerator[bool]:
        """Change an answer that is all there; whether it may go out."""
        patch = self.asked.patch
        if patch is None or message.status_code == SWITCHING:
            return True
        limit = self.edge.instance.settings.patch_body_limit
        run = PatchRun(self.exchange, patch, response_of(message, message.raw_content or b""), limit)
        yield SmockPatchHook(run)
        if (yield from self.check_killed(emit_error_hook=True)):
            return False
        match run.outcome:
            case Response() as response:
                put_into(message, response)
                message.data.content = response.body
                message.trailers = None
                return True
            case PatchError() as error:
                yield from self.upstream_failed(f"proxy.patch: {error}")
            case FailedScriptError() as error:
                yield from self.template_failed(error)
            case None:
                raise RuntimeError("an answer was not changed")
        return False

    def template_failed(self, error: FailedScriptError) -> layer.CommandGenerator[None]:
        """The template of a patch failed."""
        raise NotImplementedError

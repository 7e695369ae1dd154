"""mitmproxy's chain of addons, with the handlers of each hook looked up once instead of at every request.

What a hook does stays as it is in mitmproxy 12.2: addons in their order, an error ends the turn of its own
addon only, `AddonHalt` ends the hook. Addons of users are looked at anew each time, since theirs can change:
a script is loaded again, a handler is set later.
"""

from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator
from inspect import isawaitable
from typing import TYPE_CHECKING, Any

from mitmproxy import hooks
from mitmproxy.addonmanager import AddonManager, LoadHook, _get_name, cut_traceback, safecall
from mitmproxy.exceptions import AddonHalt, OptionsError

from smockproxy.proxy.atonce import FLOWS
from smockproxy.proxy.spares import SCRIPTS

if TYPE_CHECKING:
    from smockproxy.proxy.waking import Sleepers

SETTLED = ("mitmproxy.addons.", "smockproxy.")
"""Where addons come from whose handlers stay what they are."""
OF_ONE = (LoadHook, hooks.ConfigureHook, hooks.RunningHook, hooks.DoneHook)
"""Hooks that tell one addon that it comes, changes or goes."""

type Handler = Callable[..., Any]
type Group = tuple[object, tuple[Handler, ...] | None]
"""An addon, with its handlers of one hook; none for one that has to be looked at each time."""


def is_settled(addon: object) -> bool:
    """Whether an addon's handlers never change; one that has addons below it may get others."""
    return type(addon).__module__.startswith(SETTLED) and not hasattr(addon, "addons")


class Chain(AddonManager):
    """The addons of a master."""

    def __init__(self, master: Any) -> None:
        super().__init__(master)
        self.sleepers: Sleepers | None = None
        """The addons that are left out, if any are."""
        self.changed: Callable[[], None] = lambda: None
        """Called when addons or options may have changed what the chain does."""
        self._is_telling_all = False
        self._seen: list[object] = []
        self._groups: dict[str, tuple[Group, ...]] = {}

    def begin(self, event: hooks.Hook) -> Awaitable[None] | None:
        """Run a hook, and what mitmproxy tells addons after it; what is left of it if a handler waits."""
        message = event.args()[0]
        rest = self._run(event, (message,))
        if rest is not None:
            return self._finish(rest, message)
        return self._update(message)

    async def _finish(self, rest: Awaitable[None], message: object) -> None:
        await rest
        if (updating := self._update(message)) is not None:
            await updating

    def _update(self, message: object) -> Awaitable[None] | None:
        if isinstance(message, FLOWS) and self._groups_of("update"):
            event = hooks.UpdateHook([message])
            return self._run(event, (event.flows,))
        return None

    async def handle_lifecycle(self, event: hooks.Hook) -> None:
        """Run a hook to its end, and what mitmproxy tells addons after it."""
        if (rest := self.begin(event)) is not None:
            await rest

    async def trigger_event(self, event: hooks.Hook) -> None:
        """Run a hook to its end."""
        if (rest := self._run(event, event.args())) is not None:
            await rest

    # -- what is in it ------------------------------------------------------------------

    def get(self, name: str) -> Any:
        """The addon of a name; one that is left out comes back."""
        addon = super().get(name)
        if addon is None and name != SCRIPTS and self.sleepers and name in self.sleepers.names():
            return self.sleepers.call(name)
        return addon

    def register(self, addon: Any) -> Any:
        """Take an addon in; one of ours takes the place of mitmproxy's own that is left out."""
        if self.sleepers and (name := _get_name(addon)) in self.sleepers.names():
            if is_settled(addon):
                self.sleepers.give_way(name)
            else:
                self.sleepers.call(name)
        return super().register(addon)

    def add(self, *addons: Any) -> None:
        """Put addons to the end of the chain."""
        super().add(*addons)
        self.changed()

    def _configure_all(self, updated: Collection[str]) -> None:
        late = self.sleepers.heed(updated) if self.sleepers else []
        self._is_telling_all = True
        try:
            super()._configure_all(updated)
        finally:
            self._is_telling_all = False
        if self.sleepers:
            for addon in late:
                self.sleepers.begin(addon)
        self.changed()

    def invoke_addon_sync(self, addon: object, event: hooks.Hook) -> None:
        """Tell one addon, and those below it, something of its life."""
        super().invoke_addon_sync(addon, event)
        if isinstance(event, OF_ONE) and not self._is_telling_all:
            self.changed()

    # -- handlers -----------------------------------------------------------------------

    def _groups_of(self, name: str) -> tuple[Group, ...]:
        """The addons that a hook concerns."""
        if self._seen != self.chain:
            self._seen = list(self.chain)
            self._groups.clear()
        groups = self._groups.get(name)
        if groups is None:
            groups = self._groups[name] = tuple(self._grouped(name))
        return groups

    def _grouped(self, name: str) -> Iterator[Group]:
        for addon in self.chain:
            handler = getattr(addon, name, None)
            if not is_settled(addon):
                yield addon, None
            elif callable(handler):
                yield addon, (handler,)

    def _handlers(self, group: Group, event: hooks.Hook) -> Iterator[Handler]:
        addon, handlers = group
        if handlers is not None:
            return iter(handlers)
        return (handler for _, handler in self._iter_hooks(addon, event))

    def _run(self, event: hooks.Hook, args: Iterable[Any]) -> Awaitable[None] | None:
        """Run handlers until one waits; then the rest is to be awaited."""
        groups = self._groups_of(event.name)
        for position, group in enumerate(groups, 1):
            handlers = self._handlers(group, event)
            try:
                for handler in handlers:
                    result = handler(*args)
                    if result is not None and isawaitable(result):
                        return self._go_on(event, result, handlers, groups[position:])
            except AddonHalt:
                return None
            except OptionsError:
                raise
            except Exception as error:  # noqa: BLE001 - as mitmproxy: it is told, and the others have their turn
                _report(error)
        return None

    async def _go_on(
        self, event: hooks.Hook, result: Awaitable[Any], handlers: Iterator[Handler], later: tuple[Group, ...]
    ) -> None:
        """Wait for a handler, then run those after it."""
        args = event.args()
        try:
            with safecall():
                await result
                await _all_of(handlers, args)
            for group in later:
                with safecall():
                    await _all_of(self._handlers(group, event), args)
        except AddonHalt:
            return


async def _all_of(handlers: Iterator[Handler], args: Iterable[Any]) -> None:
    for handler in handlers:
        result = handler(*args)
        if result is not None and isawaitable(result):
            await result


def _report(error: Exception) -> None:
    """Log an addon's error as mitmproxy does."""
    with safecall():
        raise error.with_traceback(cut_traceback(error.__traceback__, "_run"))

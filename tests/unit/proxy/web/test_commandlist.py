from mitmproxy import options
from mitmproxy.addons import default_addons
from mitmproxy.test import taddons

from smockproxy.proxy.master import ServeMaster
from smockproxy.proxy.waking import Sleepers
from smockproxy.proxy.web.commandlist import described


async def test_all_commands_are_told_of_and_no_addon_wakes():
    with taddons.context() as context:
        context.master.addons.add(*default_addons()[1:])
        theirs = context.master.commands.commands
    master = ServeMaster(options.Options())
    master.addons.sleepers = Sleepers(master.addons, master)
    master.addons.sleepers.declare()
    asleep = master.addons.sleepers.names()
    listed = described(master.commands)
    assert master.addons.sleepers.names() == asleep
    of_sleepers = set(master.addons.sleepers.commands())
    assert of_sleepers <= set(listed) & set(theirs)
    for name in of_sleepers:
        assert listed[name].signature_help() == theirs[name].signature_help()
        assert listed[name].help == theirs[name].help

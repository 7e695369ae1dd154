from types import SimpleNamespace

import pytest

from smockproxy.proxy.addon import StartError
from smockproxy.proxy.master import ServeMaster


def with_scripts(*scripts: object, **deferred: object):
    loader = SimpleNamespace(addons=scripts)
    return SimpleNamespace(addons={"scriptloader": loader}, options=SimpleNamespace(deferred=deferred))


def test_broken_scripts_and_unknown_options_stop_the_start() -> None:
    fine, broken = SimpleNamespace(path="fine.py", ns=object()), SimpleNamespace(path="broken.py", ns=None)
    ServeMaster._check_scripts(with_scripts(fine))
    with pytest.raises(StartError, match=r"could not load broken\.py"):
        ServeMaster._check_scripts(with_scripts(fine, broken))
    with pytest.raises(StartError, match=r"no option a, b \(from --set\)"):
        ServeMaster._check_scripts(with_scripts(fine, b=1, a=2))


def test_without_scripts_there_is_no_loader() -> None:
    nobody = SimpleNamespace(addons={}, options=SimpleNamespace(deferred={}))
    ServeMaster._check_scripts(nobody)

from mitmproxy.options import Options

from smockproxy.proxy.preset import PRESET, WEB_PORT, apply_preset


def options(**facts: tuple[type, object]) -> Options:
    """mitmproxy's options, and more that its programs add."""
    made = Options()
    for name, (kind, default) in facts.items():
        made.add_option(name, kind, default, "")
    return made


def web() -> Options:
    return options(connection_strategy=(str, "eager"), web_port=(int, 8081))


def test_what_the_user_left_alone_is_set() -> None:
    chosen = web()
    apply_preset(chosen, "/certs")
    assert (chosen.connection_strategy, chosen.upstream_cert) == ("lazy", False)
    assert (chosen.web_port, chosen.confdir) == (WEB_PORT, "/certs")
    assert WEB_PORT == 8082


def test_what_the_user_has_set_stays() -> None:
    chosen = web()
    chosen.update(web_port=9000, confdir="/mine")
    apply_preset(chosen, "/certs")
    assert (chosen.web_port, chosen.confdir) == (9000, "/mine")
    assert chosen.connection_strategy == "lazy"


def test_options_that_the_program_does_not_have_are_left_out() -> None:
    chosen = options()
    apply_preset(chosen)
    assert "web_port" not in chosen
    assert chosen.upstream_cert is False
    assert chosen.confdir == Options().confdir


def test_every_preset_is_an_option_of_mitmproxy() -> None:
    assert set(PRESET) - set(web().keys()) == set()

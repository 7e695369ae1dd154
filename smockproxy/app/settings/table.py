"""The settings: one table. Flags, variables, files, mitmproxy options and the documentation come from it.

Rules of this file: standard library only, so that `--help` is quick. What a row's facts mean is in `rows`;
where values come from is in `sources`.
"""

from dataclasses import dataclass, field, fields
from typing import Any

from smockproxy.app.settings.patternflaw import flaw_of_pattern
from smockproxy.core.breach import flaw_of_breaches
from smockproxy.core.decision import Unmatched
from smockproxy.core.duration import UNITS
from smockproxy.core.recordmode import RecordMode, flaw_of_statuses
from smockproxy.core.sequence import WhenUsedUp
from smockproxy.core.sessionname import flaw_of_port
from smockproxy.core.statuses import StatusStyle
from smockproxy.core.timing import flaw_of_timing

MEBIBYTE = 1024 * 1024
LOG_LEVELS = ("panic", "fatal", "error", "warning", "info", "debug", "trace")
"""Smocker's, from the fewest lines to the most."""


def setting(summary: str, *, default: Any, **facts: Any) -> Any:
    """One row of the table: one sentence on it, its default, and facts that only some rows have."""
    return field(default=default, metadata={"help": summary, **facts})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a run is set to. A row's name gives its flag and its variable (`--port`, `SMOCKPROXY_PORT`)."""

    mocks: tuple[str, ...] = setting(
        "Files and folders of mocks; mocks/ if there is one.", default=(), metavar="PATH", flags=(), path=True
    )
    host: str = setting("Address to listen on.", default="127.0.0.1")
    port: int = setting(
        "Port of the proxy; 0 takes a free one.",
        default=8080,
        low=0,
        high=65535,
        smocker="mock-server-listen-port",
    )
    admin_port: int = setting(
        "Port of the admin API; 0 takes a free one.",
        default=8081,
        low=0,
        high=65535,
        smocker="config-listen-port",
    )
    config_base_path: str = setting(
        "Path under which a reverse proxy shows the admin API, for the links of its pages.",
        default="/",
        metavar="PATH",
        smocker="config-base-path",
    )
    unmatched: Unmatched = setting(
        "What happens to a proxied request that no mock answers.", default=Unmatched.FORWARD
    )
    offline: bool = setting(
        "Connect to no real server: what a mock or the unmatched policy would send on is refused.",
        default=False,
    )
    ageing: bool = setting(
        "Move dates and tokens in answers of recorded mocks by as much as the recording is ago.",
        default=False,
    )
    timing: str = setting(
        "How long answers of recorded mocks take: `instant`, `recorded`, `fitted` (drawn from what was seen) "
        "or a factor such as `x2`; by itself as the mocks say.",
        default="",
        metavar="WORD",
        flaw_of=flaw_of_timing,
    )
    record: RecordMode = setting(
        "Which exchanges with real servers are written as mocks: none, `new` what no mock answers, `once` "
        "all of servers without recordings, `all` all, in place of what was recorded before.",
        default=RecordMode.NONE,
    )
    record_dir: str = setting(
        "Folder of recordings; `recorded` in the first folder of mocks.", default="", metavar="DIR", path=True
    )
    record_hosts: tuple[str, ...] = setting(
        "Record only exchanges with this host; `*` stands for any characters.",
        default=(),
        metavar="HOST",
        flags=("--record-host",),
    )
    record_paths: tuple[str, ...] = setting(
        "Record only exchanges with this path; `*` stands for any characters.",
        default=(),
        metavar="PATH",
        flags=("--record-path",),
    )
    record_methods: tuple[str, ...] = setting(
        "Record only requests with this method; several with commas.",
        default=(),
        metavar="METHOD",
        flags=("--record-method",),
    )
    record_statuses: tuple[str, ...] = setting(
        "Record only answers with this status, such as 404 or 2xx; several with commas.",
        default=(),
        metavar="STATUS",
        flags=("--record-status",),
        flaw_of=flaw_of_statuses,
    )
    record_exact: bool = setting(
        "Record what was seen and nothing more: no templates, nothing left out, nothing remembered.",
        default=False,
        flags=("--exact",),
    )
    when_used_up: WhenUsedUp = setting(
        "What a recorded sequence of answers does after its last.", default=WhenUsedUp.REPEAT_LAST
    )
    seed: int = setting(
        "What chance follows: everything that is drawn repeats with the same seed; 0 is a new one each run.",
        default=0,
        low=0,
    )
    admin_token: str = setting(
        "What the admin API wants to be shown: 16 characters or more, or `none`. By itself it wants nothing "
        "on loopback, and on any other address a token that is made for the run.",
        default="",
        metavar="TOKEN",
        secret=True,
    )
    allowed_hosts: tuple[str, ...] = setting(
        "A host name, or all names below one as `*.NAME`, by which the admin API may be asked, beside "
        "addresses and names that only a local network knows.",
        default=(),
        metavar="NAME",
        flags=("--allowed-host",),
    )
    magic_host: bool = setting(
        "Answer clients of the proxy with the admin API at http://smock.proxy/.", default=True
    )
    lane: bool = setting(
        "Answer what needs nothing of mitmproxy in front of it, which is many times faster.", default=True
    )
    web: bool = setting("Show the exchanges in mitmweb, in the same process.", default=False)
    web_host: str = setting("Address that mitmweb's page listens on.", default="127.0.0.1")
    web_port: int = setting(
        "Port of mitmweb's page; 0 takes a free one.",
        default=8082,
        low=0,
        high=65535,
    )
    redact: bool = setting(
        "Replace secrets before they get into logs, exports, recordings and --sessions-dir, and in what "
        "`/api/v1` shows of the history.",
        default=True,
    )
    redact_names: tuple[str, ...] = setting(
        "Another name of a header, parameter, field or key of JSON whose value is a secret.",
        default=(),
        metavar="NAME",
        flags=("--redact-name",),
    )
    redact_patterns: tuple[str, ...] = setting(
        "A regular expression; what it finds in values and texts is a secret.",
        default=(),
        metavar="PATTERN",
        flags=("--redact-pattern",),
        flaw_of=flaw_of_pattern,
    )
    redact_keep: tuple[str, ...] = setting(
        "A name whose value is never replaced.", default=(), metavar="NAME", flags=("--redact-keep",)
    )
    redact_key_file: str = setting(
        "File with the key of pseudonyms, made if it is not there; usually in the user's state folder "
        "(XDG_STATE_HOME). The same key gives the same pseudonyms.",
        default="",
        metavar="FILE",
        path=True,
    )
    session_ports: tuple[str, ...] = setting(
        "Another port of the proxy, whose clients all use the session of that name; 0 takes a free one.",
        default=(),
        metavar="NAME=PORT",
        flags=("--session-port",),
        flaw_of=flaw_of_port,
    )
    session_idle: int = setting(
        "After how many seconds without a request a named session is forgotten; 0 is never.",
        default=3600,
        low=0,
    )
    confdir: str = setting("Folder of the certificate authority.", default="certs", metavar="DIR", path=True)
    scripts: tuple[str, ...] = setting(
        "A mitmproxy script to load as well.",
        default=(),
        metavar="SCRIPT",
        flags=("-s", "--script"),
        path=True,
    )
    options: tuple[str, ...] = setting(
        "A mitmproxy option to set.", default=(), metavar="OPTION=VALUE", flags=("--set",)
    )
    reload: bool = setting("Take changed files of mocks without a restart.", default=True)
    ignore_problems: bool = setting(
        "Start although files of mocks have errors; those files are left out.", default=False
    )
    fail_on: tuple[str, ...] = setting(
        "What the run is to fail on, for `serve` to end with status 1: unverified, refused, unmatched, "
        "forwarded, unused, failed; several with commas.",
        default=(),
        metavar="WORDS",
        flags=("--fail-on",),
        flaw_of=flaw_of_breaches,
    )
    report: bool = setting(
        "Tell at the end which part of the requests mocks answered, host by host.", default=False
    )
    report_file: str = setting(
        "Write that report here at the end: as JSON if the name ends in .json, as JUnit XML in .xml, else as "
        "text.",
        default="",
        metavar="FILE",
        path=True,
    )
    fail_under: float = setting(
        "The least percentage of requests that mocks are to answer, for `serve` not to end with status 1; 0 "
        "is any.",
        default=0.0,
        low=0,
        high=100,
    )
    log_level: str = setting(
        "How much to log.",
        default="info",
        choices=LOG_LEVELS,
        folds_case=True,
        smocker="log-level",
        lenient_flag=True,
    )
    quiet: bool = setting("Print neither banner nor log, but errors.", default=False)
    ready_file: str = setting(
        "Write the real ports here, as JSON, once everything listens.", default="", metavar="FILE", path=True
    )
    match_body_limit: int = setting(
        "Largest request body, in bytes, that is held for matching.", default=10 * MEBIBYTE, low=0
    )
    patch_body_limit: int = setting(
        "Largest body of a real answer, in bytes, that is held to be changed by a mock's patch.",
        default=10 * MEBIBYTE,
        low=0,
    )
    history_entries: int = setting("How many exchanges the history keeps.", default=10_000, low=1)
    history_bytes: int = setting(
        "How many bytes of memory the history may take.", default=256 * MEBIBYTE, low=1
    )
    history_age: int = setting(
        "After how many seconds an exchange leaves the history; 0 is never.", default=0, low=0
    )
    sessions_dir: str = setting(
        "Folder in which sessions and their history outlive the process.",
        default="",
        metavar="DIR",
        path=True,
    )
    stored_entries: int = setting(
        "How many exchanges the history keeps on disk, with --sessions-dir.", default=1_000_000, low=1
    )
    stored_bytes: int = setting(
        "How many bytes the history may take on disk, with --sessions-dir.", default=4096 * MEBIBYTE, low=1
    )
    history_body_limit: int = setting("How many bytes of a body the history keeps.", default=MEBIBYTE, low=0)
    history_retention: int = setting(
        "How many of its newest exchanges the history keeps of each session; 0 is all that find room.",
        default=0,
        low=0,
        smocker="history-retention",
    )
    persistence_directory: str = setting(
        "Folder that sessions are loaded from at the start and written to on every change.",
        default="",
        metavar="DIR",
        path=True,
        smocker="persistence-directory",
    )
    init_mocks: str = setting(
        "File of mocks in Smocker's format to begin with, as an upload in a session of its own; a reset "
        "takes them away.",
        default="",
        metavar="FILE",
        path=True,
        smocker="init-mocks",
    )
    script_timeout: int = setting(
        "How long a script may run, in milliseconds from its start.", default=2_000, low=1
    )
    script_memory: int = setting(
        "How many bytes of memory a script may take.", default=64 * MEBIBYTE, low=MEBIBYTE
    )
    script_log_limit: int = setting(
        "How many characters of a script's log the history keeps.", default=10_000, low=0
    )
    script_answer_limit: int = setting(
        "Largest body, in bytes, that a script may answer with.", default=10 * MEBIBYTE, low=0
    )
    longest_delay: int = setting(
        "Longest delay, in milliseconds, that an answer may have: a mock with a longer one is an error, and "
        "so is a script's answer; 0 is any.",
        default=0,
        low=0,
    )
    delay_factor: float = setting(
        "What every delay is multiplied by: 0 answers at once, for quick tests.",
        default=1.0,
        low=0,
        high=1000,
    )
    callback_hosts: tuple[str, ...] = setting(
        "A host that callbacks of mocks may be sent to, or all names below one as `*.NAME`; `localhost` is "
        "every address of this machine's loopback, and the only one unless others are given.",
        default=("localhost",),
        metavar="NAME",
        flags=("--callback-host",),
    )
    allow_remote_scripts: bool = setting(
        "Take scripts in JavaScript and Python over the admin API, too.", default=False
    )
    status_style: StatusStyle = setting(
        "Statuses of our own errors: Smocker's 666, 601, 602 and 600, or 404, 500, 502 and 500 for clients "
        "that can't take those.",
        default=StatusStyle.SMOCKER,
    )
    tls_enable: bool = setting(
        "Speak TLS on both ports, with one certificate.", default=False, smocker="tls-enable"
    )
    tls_cert_file: str = setting(
        "Certificate of both ports, in PEM, with the chain below it.",
        default="/etc/smocker/tls/certs/cert.pem",
        metavar="FILE",
        path=True,
        smocker="tls-cert-file",
    )
    tls_private_key_file: str = setting(
        "The certificate's private key, in PEM, without a passphrase.",
        default="/etc/smocker/tls/private/key.pem",
        metavar="FILE",
        path=True,
        smocker="tls-private-key-file",
    )
    static_files: str = setting(
        "Taken for Smocker's sake, without effect.",
        default="",
        metavar="DIR",
        path=True,
        smocker="static-files",
        inert="has no effect: smockproxy serves no folder as its user interface",
    )

    @property
    def delay_bound(self) -> int:
        """The longest delay in nanoseconds; 0 is any."""
        return self.longest_delay * UNITS["ms"]


SETTINGS = fields(Settings)

"""The settings as a page of the documentation: `docs/settings.md` is what this prints."""

from smockproxy.app.settings.rows import ROWS, Row

_HEAD = """\
# Settings

This page is generated from the settings table (`make docs`).

A setting is taken from the first of these that has it:

1. the flag of `smockproxy serve`,
2. the variable of the environment; an empty one counts as none,
3. the variable in `.env` in the working directory, where nothing is expanded,
4. `smockproxy.toml`, or `[tool.smockproxy]` in `pyproject.toml`: the nearest one, in the working directory or
   a folder above it; `smockproxy.toml` wins over `pyproject.toml` beside it. Folders above that everybody may
   write to (such as `/tmp`) are passed over,
5. the default.

`smockproxy serve --print-config` prints each value and where it came from, as TOML. Everything that is wrong
is reported at once, with where it was written, and nothing is started (exit code 2). An unknown variable that
begins with `SMOCKPROXY_` is a warning; an unknown key in a TOML file is an error.

What Smocker has a name for may also be given by that name, as a flag and as a variable: `SMOCKER_`, the name
in upper case, `_` for `-`. Its flags are read as Go reads them: `-tls-enable`, `--log-level=debug`,
`-init-mocks FILE`, `-tls-enable=false`. As there, a bad value in a variable of Smocker's, or an unknown
`--log-level`, is only warned of and does not count; its other variables are left alone. Two different values
for one setting in one source, one by our name and one by Smocker's, are an error that names both.

Relative paths are relative to the working directory, but those in a TOML file to the file's folder; `~/` is
the home folder. In a variable a list is written as in `PATH` (parted by `:`, on Windows by `;`), or as JSON
if it begins with `[`: `SMOCKPROXY_OPTIONS='["mode=upstream:http://proxy.test:3128"]'`. Switches take `true`
and `false`, also `1`, `0`, `yes`, `no`, `on`, `off`.

```toml
# smockproxy.toml
port = 9000
mocks = ["mocks", "shared/payments.yml"]
unmatched = "refuse"
```

| setting | flag | variable | Smocker's name | takes | default | meaning |
| --- | --- | --- | --- | --- | --- | --- |
"""

_TAIL = """
`SMOCKPROXY_ADMIN_URL` is no setting: it is where `smockproxy history` and `smockproxy why` find the admin
API. If that speaks TLS, `SSL_CERT_FILE` names its certificate, or the authority that it is from.
"""


def settings_page() -> str:
    """The page, in Markdown."""
    return f"{_HEAD}{''.join(map(_line, ROWS))}{_TAIL}"


def _line(row: Row) -> str:
    names = (f"`{row.name}`", _flags(row), f"`{row.variable}`", f"`{row.smocker}`" if row.smocker else "")
    cells = (*names, row.expected, _default(row), row.summary)
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |\n"


def _flags(row: Row) -> str:
    if not row.flags:
        return f"`{row.metavar}…` after the command"
    if row.is_switch:
        return f"`{row.flag}`, `{row.off_flag}`"
    return ", ".join(f"`{flag} {row.metavar}`" for flag in row.flags)


def _default(row: Row) -> str:
    if row.default in ((), ""):
        return "none"
    return f"`{str(getattr(row.default, 'value', row.default)).lower()}`"


if __name__ == "__main__":
    print(settings_page(), end="")  # noqa: T201  its output is the page

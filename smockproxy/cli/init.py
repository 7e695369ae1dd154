"""`smockproxy init`: a folder to start from."""

from pathlib import Path

import click

from smockproxy.cli.schema import shipped_schema

SCHEMA_FILE = ".smockproxy.schema.json"
"""Hidden, so that it is not read as a file of mocks."""
HELLO = f"""\
# yaml-language-server: $schema={SCHEMA_FILE}

# A mock: what a request must look like, and what it is answered.
- request:
    host: hello.test
    path: /
  response:
    headers: {{Content-Type: text/plain}}
    body: |
      Hello from smockproxy!
"""


@click.command(
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="It overwrites nothing: what is there already stays as it is.",
)
@click.argument("folder", metavar="[DIR]", default=".")
def init(folder: str) -> None:
    """Write a first mock, and what an editor needs to check mocks, into DIR/mocks/.

    DIR is the current folder unless it is given.
    """
    mocks = Path(folder) / "mocks"
    starter = {mocks / "hello.yml": HELLO, mocks / SCHEMA_FILE: shipped_schema()}
    try:
        mocks.mkdir(parents=True, exist_ok=True)
        for path, text in starter.items():
            click.echo(f"{'wrote' if _write_new(path, text) else 'kept '} {path.as_posix()}")
    except OSError as error:
        raise click.ClickException(f"Cannot write {error.filename}: {error.strerror}.") from None
    click.echo(
        f"\nNext:\n  smockproxy serve {mocks.as_posix()}\n  curl --proxy http://127.0.0.1:8080 http://hello.test/"
    )


def _write_new(path: Path, text: str) -> bool:
    """Write a file unless there is one, or whatever has its name. Raises `OSError`."""
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        return False
    return True

"""`python -m app.proofreading`: check every text and every link under `content/`, and say all that is wrong."""

from __future__ import annotations

from pathlib import Path

import click

from app.core.settings import PROJECT
from app.proofreading.check import check
from app.proofreading.wording import read_hashes

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("content", type=FOLDER, default=PROJECT / "content")
@click.option("--not-from", type=FILE, help="A list of hashed runs of six words that no text may share.")
def main(content: Path, not_from: Path | None) -> None:
    """Check the files under CONTENT. The exit status is 1 when anything is wrong."""
    hashes = read_hashes(not_from.read_text(encoding="utf-8")) if not_from else frozenset()
    sections = check(content, hashes)
    for section in sections:
        number = len(section.faults)
        click.echo(f"{section.kind:<10} {'ok' if not number else _faults(number):<9} {section.read}")
        for fault in section.faults:
            click.echo(f"  {fault}")
    if hashes:
        click.echo(f"{'copying':<10} {'looked at':<9} {len(hashes)} runs of six words")
    total = sum(len(section.faults) for section in sections)
    if total:
        raise click.ClickException(f"{_faults(total)} in {content.name}/.")
    click.echo(f"All of {content.name}/ is sound.")


def _faults(number: int) -> str:
    return "1 fault" if number == 1 else f"{number} faults"


if __name__ == "__main__":
    main()

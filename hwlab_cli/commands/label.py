"""`hwlab label`: printable labels for intakes, whose QR codes find them again."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args

import typer

from hwlab_cli.commands.guard import Json, Verbose, guarded
from hwlab_cli.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from PIL import Image

    from hwlab_cli.labels.content import Content

app = typer.Typer(add_completion=False, rich_markup_mode=None)

Format = Literal["pdf", "png", "svg"]
Coded = Literal["hw_id", "url"]


@app.command()
@guarded
def label(
    intakes: Annotated[
        list[str] | None, typer.Argument(metavar="HW_ID...", help="Which intakes.")
    ] = None,
    size: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The size of single labels (brother-dk-1201)."),
    ] = None,
    sheet: Annotated[
        str | None, typer.Option(metavar="NAME", help="A sheet of labels, several on a page.")
    ] = None,
    start: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="The first label that is left on a used sheet."),
    ] = None,
    dpi: Annotated[
        int | None,
        typer.Option(metavar="203|300", help="Dots an inch; what the size's printers have."),
    ] = None,
    form: Annotated[
        Format | None,
        typer.Option("--format", help="What to write: as --output ends, else PDF."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Where to write; - to standard output."
        ),
    ] = None,
    qr: Annotated[
        Coded, typer.Option(help="What the QR code has in it; url opens the device in NetBox.")
    ] = "hw_id",
    list_sizes: Annotated[
        bool, typer.Option("--list-sizes", help="Name the labels and sheets there are.")
    ] = False,
    json: Json = False,
    verbose: Verbose = False,  # noqa: ARG001 - the guard reads it
) -> ExitCode:
    """Make printable labels, whose QR codes find the intakes again; PDF, PNG or SVG."""
    if list_sizes:
        return _listed(json=json)
    if not intakes:
        raise UsageError("no intake is named", hint="`hwlab queue list` shows the hw_ids there are")
    kind = _format(form, output)
    contents = _contents(intakes, qr)
    pages, dots, name = _pages(contents, size, sheet, dpi, start)
    files = _written(pages, kind, dots, output, contents, json=json)
    _told(contents, files, len(pages), kind, dots, name, json=json)
    return ExitCode.DONE


def _format(form: Format | None, output: Path | None) -> Format:
    if form is not None:
        return form
    ending = output.suffix.lower().removeprefix(".") if output else ""
    found = next((one for one in get_args(Format) if one == ending), None)
    if found is None and ending:
        raise UsageError(
            "no labels are written in this format",
            item=str(output),
            hint="end it in .pdf, .png or .svg, or say --format",
        )
    return found or "pdf"


def _contents(names: Sequence[str], qr: Coded) -> "list[Content]":
    from hwlab_cli import home, hw_id
    from hwlab_cli.labels.content import content
    from hwlab_cli.oplog import query
    from hwlab_cli.oplog.connection import OpLog

    with OpLog.open(home.state_folder(), create=False) as log:
        chosen = dict.fromkeys(hw_id.parse(name) for name in names)
        return [content(query.intake(log, name), qr) for name in chosen]


def _pages(
    contents: "Sequence[Content]",
    size: str | None,
    sheet: str | None,
    dpi: int | None,
    start: int | None,
) -> "tuple[list[Image.Image], int, str]":
    """Return the pages, their resolution, and the name of what they are printed on."""
    from hwlab_cli.labels import drawing, sizes

    if size and sheet:
        raise UsageError("--size and --sheet contradict each other", hint="leave one of them out")
    if dpi is not None and dpi not in sizes.DOTS_PER_MM:
        raise UsageError("no such resolution", item=f"--dpi {dpi}", hint="--dpi 203 or --dpi 300")
    if sheet:
        on = sizes.sheet(sheet)
        first = start or 1
        if first > on.count:
            raise UsageError(
                f"a sheet of these has {on.count} labels", item=f"--start {first}", hint="fewer"
            )
        dots = dpi or on.label.dpi
        return drawing.sheets(contents, on, dots, start=first), dots, sheet
    if start:
        raise UsageError("--start is for sheets", hint="say --sheet NAME too")
    one = sizes.size(size or sizes.DEFAULT)
    dots = dpi or one.dpi
    return drawing.single(contents, one, dots), dots, one.name


def _written(
    pages: "Sequence[Image.Image]",
    kind: Format,
    dots: int,
    output: Path | None,
    contents: "Sequence[Content]",
    *,
    json: bool,
) -> list[str]:
    """Write the files; return their names."""
    from hwlab_cli.labels import files
    from hwlab_cli.names import shown

    title = contents[0].hw_id if len(contents) == 1 else "hwlab labels"
    data = files.written(pages, kind, dots, title)
    if str(output) == "-":
        if json or len(data) > 1:
            raise UsageError(
                "standard output takes one file and nothing else",
                item="--output -",
                hint="leave --json out" if json else "--format pdf puts all pages into one file",
            )
        sys.stdout.buffer.write(data[0])
        sys.stdout.flush()
        return ["-"]
    stem = contents[0].hw_id if len(contents) == 1 else "labels"
    path = output or Path(f"{stem}.{kind}")
    several = len(data) > 1
    names = [
        path.with_name(f"{path.stem}-{nth}{path.suffix}") if several else path
        for nth in range(1, len(data) + 1)
    ]
    for name, one in zip(names, data, strict=True):
        try:
            name.write_bytes(one)
        except OSError as error:
            reason = (error.strerror or "no reason given").lower()
            raise UsageError(
                f"the labels can't be written: {reason}",
                item=shown(name),
                hint="name another file with --output",
            ) from error
    return [shown(name) for name in names]


def _told(
    contents: "Sequence[Content]",
    files: Sequence[str],
    pages: int,
    kind: Format,
    dots: int,
    size: str,
    *,
    json: bool,
) -> None:
    from hwlab_cli.show import lines, people

    if json:
        for name in files:
            what: dict[str, Any] = {"file": name, "format": kind, "size": size, "dpi": dots}
            lines.write({"type": "labels", **what, "hw_ids": [one.hw_id for one in contents]})
        return
    count = f"{len(contents)} labels" if len(contents) > 1 else f"the label of {contents[0].hw_id}"
    on = f" on {pages} pages" if pages > 1 else ""
    if list(files) != ["-"]:
        people.say(f"{', '.join(files)}: {count}{on} ({size}, {dots} dpi); print at true size")


def _listed(*, json: bool) -> ExitCode:
    from hwlab_cli.labels import sizes
    from hwlab_cli.show import lines

    sheets = {name: one.count for name, one in sizes.SHEETS.items()}
    every = [*sizes.SIZES.values(), *(one.label for one in sizes.SHEETS.values())]
    for one in every:
        count = sheets.get(one.name, 1)
        if json:
            measure = {"width_mm": round(one.width, 3), "height_mm": round(one.height, 3)}
            more = {"dpi": one.dpi, "labels": count, "what": one.what}
            lines.write({"type": "size", "name": one.name, **measure, **more})
        else:
            option = "--sheet" if count > 1 else "--size"
            typer.echo(f"{option:8} {one.name:18} {one.what}, {one.dpi} dpi")
    return ExitCode.DONE

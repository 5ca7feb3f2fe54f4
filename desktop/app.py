"""Composition root: the only module that knows every layer.

Nothing heavy is imported at the top, because the time to the first window is counted from
the start of the process; Qt is not imported at all by the ways that need no window.
"""

from __future__ import annotations

import gc

gc.disable()  # until the window stands; objects made while starting all live on

import sys  # noqa: E402
from pathlib import Path  # noqa: E402
from types import SimpleNamespace  # noqa: E402
from typing import Any  # noqa: E402

from desktop import __version__, bundle_source, paths  # noqa: E402
from desktop.errors import KnownError  # noqa: E402

Options = Any  # a namespace with the names of DEFAULTS
DEFAULTS: dict[str, object] = {
    "query": None, "profile": None, "data": None, "export": None, "as_of": None,
    "selftest": False, "debug": False, "read": None, "language": None, "duty": None, "value": None,
    "currency": None, "quantity": [], "set": [], "kg": None, "head": None, "litre": None,
    "add_source": None, "ties": False, "start_only": False,
}  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    """Run the program; the exit code is 0 when what was asked for was done."""
    options = _options(arguments)
    profile: Path = options.profile or paths.default_profile()
    try:
        windowless = (options.export, options.add_source, options.ties, options.selftest)
        if any(windowless) or options.read is not None or options.duty is not None:
            gc.enable()
        if options.data is not None and _is_pack(options.data):
            done = _install(options, profile)
            if done or not any((*windowless, options.duty is not None)):
                return done
            options.data = None
        if options.read is not None:
            return _read(options)
        if options.duty is not None:
            return _duty(options, profile)
        _refuse_strays(options)
        if options.selftest:
            return _selftest(options, profile)
        if options.export:
            return _export(options, profile)
        if options.add_source or options.ties:
            return _sources(options, profile)
    except KnownError as error:
        print(error, file=sys.stderr)
        return 1
    if options.query:
        options.query = _as_path(options.query.encode("utf-8", "replace").decode())
        if _is_pack(options.query):
            # The window that takes it may run in another folder.
            options.query = str(Path(options.query).absolute())
    return _window(options, profile)


def _refuse_strays(options: Options) -> None:
    """What belongs to --duty opens no window by itself."""
    if any(
        getattr(options, name) for name in ("value", "kg", "head", "litre", "quantity", "set", "currency")
    ):
        raise KnownError("--value, --kg, --quantity and --set belong to --duty LINE; name the line.")


def _options(arguments: list[str] | None) -> Options:
    """What the command line asks for; without arguments the parser is not even loaded."""
    if not (sys.argv[1:] if arguments is None else arguments):
        return SimpleNamespace(**DEFAULTS)
    import argparse  # noqa: PLC0415

    parser = argparse.ArgumentParser(
        prog="usjta-desk",
        description="Every tariff line of the U.S.-Japan Trade Agreement, offline.",
    )
    parser.add_argument(
        "query",
        nargs="?",
        default=None,
        help="open with this search (jp:0406), place (usjta:line/jp/0202.30.010) or data pack",
    )
    parser.add_argument("--profile", type=Path, help="folder of your own files (default: per user)")
    parser.add_argument(
        "--data", type=Path, metavar="FILE", help="use this reference file, or install this data pack"
    )
    parser.add_argument("--export", type=Path, metavar="FILE", help="write FILE.csv or FILE.xlsx, no window")
    parser.add_argument("--as-of", type=int, metavar="YEAR", help="year of --export and --duty")
    parser.add_argument("--read", metavar="TEXT", help="print what a published duty says, as JSON")
    parser.add_argument(
        "--language", choices=("ja", "en"), help="language of --read (default: by its letters)"
    )
    parser.add_argument("--duty", metavar="LINE", help="print what a shipment pays on a line, as JSON")
    parser.add_argument("--value", metavar="AMOUNT", help="customs value of the shipment for --duty")
    parser.add_argument("--currency", metavar="JPY|USD", help="its currency (default: the importer's)")
    for unit in ("kg", "head", "litre"):
        parser.add_argument(f"--{unit}", metavar="N", help=f"quantity of the shipment in {unit}")
    parser.add_argument(
        "--quantity", nargs=2, action="append", metavar=("N", "UNIT"), help="quantity in another unit"
    )
    parser.add_argument(
        "--set", action="append", metavar="NAME=VALUE", help="a fact for --duty, such as quota=in"
    )
    parser.add_argument(
        "--add-source",
        type=Path,
        action="append",
        metavar="FILE",
        help="add an official document, print what it is",
    )
    parser.add_argument("--ties", action="store_true", help="print what became of all ties, as JSON")
    parser.add_argument("--selftest", action="store_true", help="check the program, print JSON")
    parser.add_argument(
        "--start-only",
        action="store_true",
        help="open the window and close it when the table stands, to time a start",
    )
    parser.add_argument("--debug", action="store_true", help="log to the terminal")
    parser.add_argument("--version", action="version", version=f"USJTA Desk {__version__}")
    return parser.parse_args(arguments, argparse.Namespace(**DEFAULTS))


def _as_path(query: str) -> str:
    """What desktops hand over for a file is its address; the program wants its path."""
    if not query.startswith("file:"):
        return query
    from urllib.parse import urlsplit  # noqa: PLC0415
    from urllib.request import url2pathname  # noqa: PLC0415

    return url2pathname(urlsplit(query).path)


def _is_pack(name: Path | str) -> bool:
    from desktop.core.manifest import is_pack  # noqa: PLC0415  (most starts name no file)

    return is_pack(str(name))


def _install(options: Options, profile: Path) -> int:
    """Install a data pack and print what it means for the user's own things, as JSON."""
    from desktop.viewmodels import duty_report, updating  # noqa: PLC0415

    before = _bundle_now(None, profile)
    installer = updating.Installer(
        profile,
        before,
        bundle_source.own_release(),
        paths.keys_folder(),
        paths.resources_folder() / "citation",
    )
    print(duty_report.dumps(installer.install(options.data)[1].as_json()))
    return 0


def _bundle_now(chosen: Path | None, profile: Path) -> Path:
    """The reference file, built first if there is none (for the ways without a window)."""
    import subprocess  # noqa: PLC0415

    found = bundle_source.find(chosen, profile)
    if chosen is not None and found is not None:
        return found
    if found is not None and found == bundle_source.installed_bundle(profile) and not _opens(found):
        from desktop.store.installed import DataFolder  # noqa: PLC0415

        DataFolder(profile).set_aside(found)
        print(
            f"The installed data {found} cannot be opened and were set aside; the program's own are used.",
            file=sys.stderr,
        )
        found = bundle_source.own()
    # A damaged file of the program's own says so itself; one of the cache is built anew.
    if found is not None and (paths.frozen() or _opens(found)):
        return found
    out = paths.cached_bundle()
    print("Building the reference file, once.", file=sys.stderr)
    done = subprocess.run(  # noqa: S603  (our own interpreter and module)
        bundle_source.build_command(out),
        env=bundle_source.build_environment(),
        stdout=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode or not out.is_file():
        raise KnownError("The reference file could not be built; see the message above.")
    return out


def _opens(path: Path) -> bool:
    """Whether a reference file can be used."""
    from desktop.store.bundle import Bundle  # noqa: PLC0415

    try:
        Bundle(path).close()
    except KnownError:
        return False
    return True


def _selftest(options: Options, profile: Path) -> int:
    from desktop import selftest  # noqa: PLC0415

    code, report = selftest.run(_bundle_now(options.data, profile))
    print(report)
    return code


def _read(options: Options) -> int:
    from desktop.viewmodels import duty_report  # noqa: PLC0415

    found = duty_report.read_text(options.read, options.language)
    print(duty_report.dumps(found))
    return 0 if found["understood"] else 1


def _duty(options: Options, profile: Path) -> int:
    from desktop.viewmodels import duty_report  # noqa: PLC0415

    quantities: dict[str, str] = {}
    stated = [(unit, text) for text, unit in options.quantity or []]
    stated += [
        (unit, getattr(options, unit))
        for unit in ("kg", "head", "litre")
        if getattr(options, unit) is not None
    ]
    for unit, text in stated:
        if unit in quantities:
            raise KnownError(f"The quantity in {unit} was given twice; give it once.")
        quantities[unit] = text
    asked = duty_report.Asked(
        options.duty, options.as_of, options.value, options.currency, quantities, options.set or []
    )
    print(duty_report.dumps(duty_report.report(_bundle_now(options.data, profile), asked)))
    return 0


def _sources(options: Options, profile: Path) -> int:
    from desktop.viewmodels import documents, duty_report  # noqa: PLC0415

    bundle, code = _bundle_now(options.data, profile), 0
    for path in options.add_source or []:
        try:
            found = documents.add_source(bundle, profile, path)
        except KnownError as error:
            print(error, file=sys.stderr)
            code = 1
            continue
        if not options.ties:
            print(duty_report.dumps(found))
    if options.ties:
        print(duty_report.dumps(documents.ties(bundle, profile)))
    return code


def _export(options: Options, profile: Path) -> int:
    from desktop.viewmodels.exporting import export_query  # noqa: PLC0415

    said = export_query(
        _bundle_now(options.data, profile), options.query or "", options.as_of, options.export
    )
    for line in said:
        print(line, file=sys.stderr)
    return 0


def _window(options: Options, profile: Path) -> int:
    from desktop import single  # noqa: PLC0415

    # Another reference file is another window; everything else goes to the one that runs.
    if options.data is None and not options.start_only and single.hand_over(profile, options.query):
        return 0
    from desktop.compose import run  # noqa: PLC0415

    start_only = options.start_only
    return run(profile, bundle=options.data, query=options.query, debug=options.debug, start_only=start_only)


if __name__ == "__main__":
    sys.exit(main())

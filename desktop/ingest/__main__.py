"""``python -m desktop.ingest tables`` and ``python -m desktop.ingest bundle``."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from desktop.errors import KnownError
from desktop.paths import data_folder


def main(arguments: list[str] | None = None) -> int:
    """Run one step; 0 when it worked, 1 with one sentence on standard error when it did not."""
    parser = argparse.ArgumentParser(prog="desktop.ingest", description=__doc__)
    steps = parser.add_subparsers(dest="step", required=True)
    tables = steps.add_parser("tables", help="raw official files to data/tables and data/facts")
    tables.add_argument("--raw", type=Path, required=True)
    tables.add_argument("--facts", type=Path, required=True)
    tables.add_argument("--sources", type=Path, help="folder of official documents (default: beside --raw)")
    tables.add_argument("--data", type=Path, default=data_folder())
    bundle = steps.add_parser("bundle", help="data/ to the reference file")
    bundle.add_argument("--data", type=Path, default=data_folder())
    bundle.add_argument("--out", type=Path)
    bundle.add_argument("--progress", action="store_true", help="print PROGRESS percent text")
    options = parser.parse_args(arguments)
    try:
        return _tables(options) if options.step == "tables" else _bundle(options)
    except KnownError as error:
        print(f"Stopped: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"Stopped: {error.filename or 'a file'}: {error.strerror}.", file=sys.stderr)
        return 1


def _tables(options: argparse.Namespace) -> int:
    from desktop.ingest.tables import build  # noqa: PLC0415  (openpyxl and rapidfuzz are heavy)

    started = time.perf_counter()
    beside = options.raw.resolve().parent / "sources"
    documents = options.sources or (beside if beside.is_dir() else None)
    report = build(options.raw, options.facts, options.data, print, documents)
    print("\n".join(report.lines))
    size = sum(path.stat().st_size for path in options.data.rglob("*") if path.is_file())
    print(f"{size / 1e6:.1f} MB under {options.data.name}/, {time.perf_counter() - started:.1f} s")
    return 0


def _bundle(options: argparse.Namespace) -> int:
    from desktop.ingest.bundle import build  # noqa: PLC0415
    from desktop.paths import cached_bundle  # noqa: PLC0415

    started = time.perf_counter()
    out = options.out or cached_bundle(options.data)

    def _say(share: float, text: str) -> None:
        print(f"PROGRESS {share * 100:.0f} {text}" if options.progress else text, flush=True)

    digest = build(options.data, out, _say)
    print(f"{out.name}: {out.stat().st_size / 1e6:.1f} MB, {time.perf_counter() - started:.1f} s")
    print(f"logical digest {digest}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

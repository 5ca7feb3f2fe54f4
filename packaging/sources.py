"""Put an office's folder of official documents into the program: ``python packaging/sources.py --sources DIR``.

Each file is read and recognised first; one that cannot be read stops the step, so that no build carries it.
The copies lie in ``desktop/_sources`` and are added to every profile at its first start. ``--clear`` takes them out.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from desktop import paths  # noqa: E402  (the path is set above)
from desktop.app import _bundle_now  # noqa: E402
from desktop.errors import KnownError  # noqa: E402
from desktop.sources.reader import SUFFIXES  # noqa: E402
from desktop.viewmodels.documents import Documents  # noqa: E402


def main(arguments: list[str] | None = None, into: Path | None = None) -> int:
    """Check and copy; 0 when every document of the folder was taken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sources", type=Path, help="folder of PDF, text and HTML files")
    parser.add_argument("--clear", action="store_true", help="take the documents out again")
    parser.add_argument("--data", type=Path, help="reference file to recognise them by")
    options = parser.parse_args(arguments)
    folder = into or paths.shipped_sources()
    if options.clear:
        shutil.rmtree(folder, ignore_errors=True)
        return 0
    if options.sources is None or not options.sources.is_dir():
        print(f"There is no folder {options.sources}; name one with --sources.", file=sys.stderr)
        return 1
    files = sorted(
        p for p in options.sources.iterdir() if p.suffix.casefold() in SUFFIXES and p.stem != "README"
    )
    failed = []
    with tempfile.TemporaryDirectory() as profile:
        documents = Documents(_bundle_now(options.data, Path(profile)), Path(profile))
        for path in files:
            try:
                added = documents.add(path)
            except KnownError as error:
                failed.append(str(error))
                continue
            print(
                f"{path.name}: {added.document or 'not recognised'} ({added.guess_by}), {documents.report(added).said}"
            )
        documents.close()
    if failed or not files:
        print("\n".join(failed) or f"{options.sources} has no document.", file=sys.stderr)
        return 1
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for path in files:
        shutil.copy(path, folder / path.name)
    print(f"{len(files)} documents go with the program, in {folder.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

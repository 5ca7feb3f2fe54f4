"""Data packs for users without a network.

``python packaging/datapack.py key "NAME" --out DIR`` makes a pair of keys: ``NAME.pub`` goes to ``resources/keys`` (or to
``build.py --trust``), ``NAME.key`` stays with whoever signs and with nobody else.
``python packaging/datapack.py make --key NAME.key [--data reference.sqlite] --out DIR`` makes the pack, by default from the
tables in ``data/``, and reads it back as the program would.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
# What a private key begins with, so that neither half is taken for the other.
PRIVATE = "usjta-desk private key"
# A pack of the same data and key is the same file.
_WHEN = (1980, 1, 1, 0, 0, 0)


def main(arguments: list[str] | None = None) -> int:
    """One of the two steps; 1 with one sentence where it fails."""
    from desktop.errors import KnownError

    parser = argparse.ArgumentParser(description=__doc__)
    steps = parser.add_subparsers(dest="step", required=True)
    key = steps.add_parser("key", help="make a pair of keys")
    key.add_argument("name", help="the signer's name, as users will read it")
    key.add_argument("--out", type=Path, required=True)
    make = steps.add_parser("make", help="make a data pack")
    make.add_argument("--key", type=Path, required=True)
    make.add_argument("--data", type=Path, help="reference file (default: built from data/)")
    make.add_argument("--out", type=Path, required=True, help="folder for the pack")
    options = parser.parse_args(arguments)
    try:
        if options.step == "key":
            return _key(options.name, options.out)
        options.out.mkdir(parents=True, exist_ok=True)
        if options.data is not None:
            made = pack(options.data, options.key, options.out)
        else:
            with tempfile.TemporaryDirectory() as folder:
                bundle = Path(folder) / "reference.sqlite"
                _build(bundle)
                made = pack(bundle, options.key, options.out)
    except (KnownError, OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{made}: {made.stat().st_size / 1e6:.1f} MB")
    return 0


def _key(name: str, folder: Path) -> int:
    from nacl.signing import SigningKey

    from desktop.store.pack import fingerprint

    stem = re.sub(r"[^\w-]+", "-", name.strip()).strip("-")
    if not stem or "\n" in name:
        raise ValueError("The key needs a name in one line.")
    private, public = folder / f"{stem}.key", folder / f"{stem}.pub"
    if private.exists() or public.exists():
        raise ValueError(f"There is a key {stem} in {folder} already; it is left as it is.")
    folder.mkdir(parents=True, exist_ok=True)
    made = SigningKey.generate()
    handle = os.open(private, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(f"{PRIVATE}\n{name.strip()}\n{bytes(made).hex()}\n")
    public.write_text(f"{name.strip()}\n{bytes(made.verify_key).hex()}\n", encoding="utf-8")
    print(f"{public}: key {fingerprint(bytes(made.verify_key))} of {name.strip()}")
    print(f"{private}: keep it secret and safe; whoever has it can sign data for your users.")
    return 0


def _build(out: Path) -> None:
    command = [sys.executable, "-m", "desktop.ingest", "bundle", "--out", str(out)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ValueError(done.stderr.strip() or "The reference file could not be built.")


def pack(bundle_path: Path, key: Path, folder: Path, level: int = 9) -> Path:
    """Write the pack of a reference file and read it back; returns where it is. ``level``: how hard it is pressed, 1 to 9.

    Raises KnownError where the program would refuse it, ValueError for a key that is none.
    """
    from nacl.signing import SigningKey

    from desktop.core.manifest import FORMAT, PRODUCT, SUFFIX, Manifest
    from desktop.store import pack as packs
    from desktop.store.bundle import Bundle
    from desktop.store.schema import USER_VERSION

    try:
        mark, name, digits = key.read_text(encoding="utf-8").split("\n")[:3]
        if mark != PRIVATE:
            raise ValueError  # noqa: TRY301
        private = SigningKey(bytes.fromhex(digits.strip()))
    except ValueError as error:
        raise ValueError(f"{key} is no private key of this script.") from error
    bundle = Bundle(bundle_path)
    trouble = bundle.verify()
    if trouble:
        raise ValueError(f"{bundle_path} is damaged ({trouble}).")
    manifest = Manifest(
        PRODUCT, FORMAT, USER_VERSION, bundle.release, bundle.digest, packs.sha256_of(bundle_path), bundle_path.stat().st_size,
        tuple(edition.title for edition in bundle.editions),
    )  # fmt: skip
    bundle.close()
    content = manifest.written()
    signature = private.sign(packs.SIGNED + content).signature
    out = folder / f"usjta-data-{manifest.release}{SUFFIX}"
    partial = out.with_name(out.name + ".part")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, what in ((packs.MANIFEST, content), (packs.SIGNATURE, signature)):
            archive.writestr(_info(member, level), what)
        with bundle_path.open("rb") as source, archive.open(_info(packs.REFERENCE, level), "w") as target:
            while block := source.read(1 << 20):
                target.write(block)
    partial.replace(out)
    packs.look(out, (packs.Key(name, bytes(private.verify_key)),))
    return out


def _info(name: str, level: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _WHEN)
    info.compress_type = zipfile.ZIP_DEFLATED
    # Python 3.13 gave it its name; before, it is asked for by the one with a line.
    setattr(info, "compress_level" if hasattr(info, "compress_level") else "_compresslevel", level)
    info.external_attr = 0o644 << 16
    return info


if __name__ == "__main__":
    sys.exit(main())

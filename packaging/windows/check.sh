#!/usr/bin/env bash
# The Windows packages tried here, as the superuser on Debian: installed, started, upgraded and removed under wine, with a disk that is full, a
# program that runs and an installation that is cut off. Wine is not Windows; what this cannot show is in the README.
set -euo pipefail
cd "$(dirname "$0")/../.."
python=.venv/bin/python
for tool in debootstrap makensis wixl x86_64-w64-mingw32-gcc unshare; do
    command -v "$tool" >/dev/null || { echo "$tool is missing: apt-get install debootstrap nsis wixl gcc-mingw-w64-x86-64 util-linux" >&2; exit 1; }
done
[ -f dist/windows/usjta-desk/usjta-desk.exe ] || $python packaging/build.py --for windows
version=$($python -c 'import json; print(json.load(open("dist/windows/usjta-desk/_internal/desktop/build.json"))["version"])')
[ -n "${KEEP_PACKAGES:-}" ] && [ -f "dist/usjta-desk-$version-windows.msi" ] || $python packaging/windows/package.py

# An earlier version of both installers, with a file that the later one has not: what is left of it would be seen.
tries=build/tries
if [ -z "${KEEP_PACKAGES:-}" ] || [ ! -d "$tries" ]; then
rm -rf "$tries"
mkdir -p "$tries"
trap "rm -f dist/windows/usjta-desk/earlier.txt" EXIT
echo "an earlier version" > dist/windows/usjta-desk/earlier.txt
$python packaging/windows/package.py setup msi --version 0.0.9 --quick --out "$tries"
rm dist/windows/usjta-desk/earlier.txt
# A key, a pack of later data that it signed, and one that somebody else did.
$python packaging/datapack.py key "A publisher" --out "$tries/key"
$python packaging/datapack.py key "A stranger" --out "$tries/stranger"
$python -c '
import sys
from pathlib import Path
sys.path[:0] = ["packaging", "."]
import datapack
from tests.helpers.newer_data import newer
tries = Path(sys.argv[1])
later = newer(Path("dist/windows/usjta-desk/_internal/desktop/_data/reference.sqlite"), tries / "later.sqlite")
datapack.pack(later, tries / "key" / "A-publisher.key", tries)
datapack.pack(later, tries / "stranger" / "A-stranger.key", tries / "stranger")
' "$tries"
fi
$python packaging/windows/wine.py run packaging/windows/check_inside.sh "$version"

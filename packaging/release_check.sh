#!/usr/bin/env bash
# Before a release, as the superuser on Debian: the package in a fresh root without Python, from install to removal.
set -euo pipefail
cd "$(dirname "$0")/.."
here=$PWD
step() { printf '\n== %s\n' "$1"; }

[ "$(id -u)" = 0 ] || { echo "A fresh root can be made by the superuser only; run this with sudo." >&2; exit 1; }
for tool in debootstrap lintian dpkg-deb desktop-file-validate appstreamcli; do
    command -v "$tool" >/dev/null || { echo "$tool is missing: apt-get install debootstrap lintian desktop-file-utils appstream" >&2; exit 1; }
done
[ -d dist/usjta-desk ] || .venv/bin/python packaging/build.py
step "packages"
[ -n "${KEEP_PACKAGES:-}" ] || .venv/bin/python packaging/linux/package.py
# An earlier version, with a file that the later one has not: what an upgrade leaves of it would be seen.
tries=build/tries-linux
rm -rf "$tries"
echo "an earlier version" > dist/usjta-desk/earlier.txt
.venv/bin/python packaging/linux/package.py deb --version "0.0.9" --out "$tries"
rm dist/usjta-desk/earlier.txt
earlier=$(ls "$tries"/*.deb)
deb=$(ls dist/usjta-desk_*_amd64.deb)
archive=$(ls dist/usjta-desk-*-linux-x86_64.tar.gz)

step "checks of the package"
lintian --fail-on error "$deb"
desktop-file-validate packaging/linux/usjta-desk.desktop
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
dpkg-deb -x "$deb" "$work/tree"
# Its one warning stays: the program has no domain to be named after.
said=$(appstreamcli validate --no-net "$work"/tree/usr/share/metainfo/*.xml || true)
if grep -q '^E:' <<<"$said"; then echo "$said" >&2; exit 1; fi

step "a fresh root"
found=$(grep -rhoE '^(URIs: |deb )[^#]*https?://[^ ]+' /etc/apt/sources.list /etc/apt/sources.list.d 2>/dev/null || true)
mirror=${MIRROR:-$(grep -oE 'https?://[^ ]+/debian/?$' <<<"$found" | sed -n 1p)}
[ -n "$mirror" ] || { echo "This system names no mirror of Debian; give one: MIRROR=ADDRESS $0" >&2; exit 1; }
root=$work/root
debootstrap --variant=minbase bookworm "$root" "$mirror" >/dev/null
cp -r /etc/apt/apt.conf.d/. "$root/etc/apt/apt.conf.d/" 2>/dev/null || true
[ -e /etc/resolv.conf ] && cp /etc/resolv.conf "$root/etc/resolv.conf"
in_root() { chroot "$root" env -i HOME=/home/someone PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"; }
if in_root sh -c 'command -v python3'; then echo "The root has Python; the test would prove nothing." >&2; exit 1; fi

step "install an earlier version"
cp "$deb" "$root/package.deb"
cp "$earlier" "$root/earlier.deb"
in_root apt-get update -qq
in_root apt-get install -y -qq --no-install-recommends /earlier.deb fonts-dejavu-core >/dev/null
[ -f "$root/opt/usjta-desk/earlier.txt" ] || { echo "The earlier version is not there." >&2; exit 1; }
in_root mkdir -p /home/someone
in_root usjta-desk --selftest >"$work/selftest.json" || { cat "$work/selftest.json" >&2; exit 1; }
in_root usjta-desk --export /home/someone/beef.csv jp:0202
echo "installed, selftest passed"

step "a window"
in_root sh -c 'QT_QPA_PLATFORM=offscreen timeout -s TERM 6 usjta-desk; [ $? = 124 ]'
[ -e "$root/home/someone/.local/share/usjta-desk" ] || mkdir -p "$root/home/someone/.local/share/usjta-desk"
echo "a note" > "$root/home/someone/.local/share/usjta-desk/kept.txt"

step "upgrade while it runs keeps the user's files, and the window goes on"
in_root sh -c 'QT_QPA_PLATFORM=offscreen timeout -s TERM 40 usjta-desk' & window=$!
sleep 5
in_root apt-get install -y -qq /package.deb >/dev/null
[ ! -e "$root/opt/usjta-desk/earlier.txt" ] || { echo "Something of the earlier version is left." >&2; exit 1; }
kill -0 "$window" || { echo "The running window ended." >&2; exit 1; }
wait "$window" || true
in_root usjta-desk --selftest >"$work/selftest.json" || { cat "$work/selftest.json" >&2; exit 1; }
in_root dpkg-query -W usjta-desk
grep -q "a note" "$root/home/someone/.local/share/usjta-desk/kept.txt"

step "remove"
in_root apt-get purge -y -qq usjta-desk >/dev/null
left=$(find "$root/opt" "$root/usr/bin" "$root/usr/share" -iname "*usjta*" 2>/dev/null | sed -n 1,9p || true)
[ -z "$left" ] || { echo "left behind: $left" >&2; exit 1; }
grep -q "a note" "$root/home/someone/.local/share/usjta-desk/kept.txt"

step "the archive, from a read-only folder"
tar -xzf "$archive" -C "$work"
chmod -R a-w "$work/usjta-desk"
env -i HOME="$work" LANG=C.UTF-8 "$work/usjta-desk/usjta-desk" --selftest >/dev/null
chmod -R u+w "$work/usjta-desk"
printf '\nThe package and the archive are fit to ship.\n'

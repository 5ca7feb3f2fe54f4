#!/bin/bash
# Run by check.sh inside the root with wine, with the version as its argument; the checkout is /src, the work folder /work.
set -euo pipefail
version=$1
dist=/src/dist
tries=/src/build/tries
shots=/src/tests/output
mkdir -p "$shots"
drive=$WINEPREFIX/drive_c
# The user's folder, as this system and as Windows name it.
user=$drive/users/$(id -un)
windows="C:\\users\\$(id -un)"
local=$user/AppData/Local
home="$local/Programs/USJTA Desk"
exe="$home/program/usjta-desk.exe"
setup=$dist/usjta-desk-$version-windows-setup.exe
step() { printf '\n== %s\n' "$1"; }
fail() { echo "$1" >&2; exit 1; }
code() { set +e; "$@" >/tmp/out.txt 2>/tmp/err.txt; local got=$?; set -e; wineserver -w; echo "$got"; }
value() { wine reg query "$1" /v "$2" 2>/dev/null | tr -d '\r' | sed -n "s/.*REG_[A-Z]*  *//p"; }
selftest() { # PROGRAM
    wine "$1" --selftest >/tmp/self.json 2>/tmp/err.txt || { cat /tmp/self.json /tmp/err.txt >&2; fail "The selftest of $1 failed."; }
    grep -q '"digest"' /tmp/self.json || fail "The selftest of $1 says nothing."
    wineserver -w
}
show() { # NAME PROGRAM [ARGUMENT...]: start it, wait for its window, keep a picture, end it
    local name=$1; shift
    wine "$@" >/tmp/out.txt 2>/tmp/err.txt &
    local window=
    for _ in $(seq 60); do window=$(xdotool search --onlyvisible --name "USJTA Desk" 2>/dev/null | head -n 1) && [ -n "$window" ] && break; sleep 0.5; done
    [ -n "$window" ] || { cat /tmp/err.txt >&2; fail "No window came."; }
    sleep 6
    import -window root "$shots/windows_$name.png"
    echo "$window"
}
running() { pgrep -fc 'usjta-desk\.exe' || true; }
close() { for _ in $(seq 4); do xdotool search --onlyvisible --name "USJTA Desk" windowactivate key --clearmodifiers ctrl+q 2>/dev/null || break; sleep 1; done; wineserver -w; }

Xvfb :57 -screen 0 1366x768x24 -nolisten tcp >/dev/null 2>&1 &
screen=$!
trap 'wineserver -k || true; kill $screen' EXIT
export DISPLAY=:57
sleep 1
openbox >/dev/null 2>&1 &
# What an earlier try left.
rm -rf "$home" "$local/usjta-desk" "$drive/Program Files/USJTA Desk"
wine reg delete 'HKCU\Software\USJTADesk' /f >/dev/null 2>&1 || true

step "an earlier version, installed silently"
[ "$(code wine "$tries/usjta-desk-0.0.9-windows-setup.exe" /S)" = 0 ] || fail "The earlier version was not installed."
[ -f "$home/program/earlier.txt" ] || fail "Its files are not there."
[ "$(value 'HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\USJTADesk' DisplayVersion)" = 0.0.9 ] || fail "It is not in the list of programs."
selftest "$exe"
mkdir -p "$local/usjta-desk"
echo "a note" > "$local/usjta-desk/kept.txt"

step "the new version over it, while it runs: refused with a code, nothing changed"
show running "$exe" >/dev/null
got=$(set +e; wine "$setup" /S >/dev/null 2>&1; echo $?)
[ "$got" = 5 ] || fail "Installing over a running program gave $got."
[ -f "$home/program/earlier.txt" ] && [ ! -d "$home/new" ] || fail "The running program was touched."
close

step "an installation that is cut off"
for wait in 1 5 10; do
    wine "$setup" /S >/dev/null 2>&1 & cut=$!; sleep "$wait"; wineserver -k || true; wait "$cut" || true
    [ -f "$exe" ] || [ -f "$home/old/usjta-desk.exe" ] || fail "Cut off after $wait s, no program is left."
    [ ! -f "$exe" ] || { selftest "$exe"; echo "cut off after $wait s: $([ -f "$home/program/earlier.txt" ] && echo the earlier || echo the new) version is whole"; }
done

step "a disk that is full"
mkdir -p /mnt/small
mount -t tmpfs -o size=260m tmpfs /mnt/small
[ "$(code wine "$tries/usjta-desk-0.0.9-windows-setup.exe" /S "/D=Z:\\mnt\\small\\Desk")" = 0 ] || fail "Not installed on the small disk."
got=$(code wine "$setup" /S "/D=Z:\\mnt\\small\\Desk")
[ "$got" = 4 ] || fail "A full disk gave $got."
[ -f /mnt/small/Desk/program/earlier.txt ] && [ ! -d /mnt/small/Desk/new ] || fail "A full disk changed what was there."
selftest /mnt/small/Desk/program/usjta-desk.exe
umount /mnt/small
wine reg add 'HKCU\Software\USJTADesk' /v Folder /d "$windows\\AppData\\Local\\Programs\\USJTA Desk" /f >/dev/null 2>&1

step "the new version over the earlier one"
[ "$(code wine "$setup" /S)" = 0 ] || fail "The new version was not installed."
[ ! -e "$home/program/earlier.txt" ] && [ ! -e "$home/old" ] && [ ! -e "$home/new" ] || fail "Something of the earlier version is left."
[ "$(value 'HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\USJTADesk' DisplayVersion)" = "$version" ] || fail "The list of programs has the earlier version."
[ -f "$user/AppData/Roaming/Microsoft/Windows/Start Menu/Programs/USJTA Desk.lnk" ] || fail "The start menu does not have it."
grep -q "a note" "$local/usjta-desk/kept.txt" || fail "The user's files were touched."
selftest "$exe"
wine "$exe" --export "$windows\\beef.csv" jp:0202 2>/dev/null
grep -q 0202.30.010 "$user/beef.csv" || fail "Nothing was exported."

step "a window, a search, a chart; the address that the system hands over"
show table "$exe" >/dev/null
xdotool key ctrl+k; xdotool type --delay 40 "jp:0202.30.010"; sleep 2; xdotool key Down; sleep 2
import -window root "$shots/windows_search.png"
# Wine's own shell does not look at what is registered for one user: the command that was registered is run as the system would.
command=$(wine reg query 'HKCU\Software\Classes\usjta\shell\open\command' 2>/dev/null | tr -d '\r')
[[ $command == *'program\usjta-desk.exe" "%1"'* ]] || fail "Addresses are not registered: $command"
[ "$(running)" = 1 ] || fail "The window is gone."
timeout 30 wine "$exe" usjta:chart/parity >/dev/null 2>&1 || fail "The second start did not hand over: $(running) run."
sleep 7
[ "$(running)" = 1 ] || fail "$(running) windows instead of one."
import -window root "$shots/windows_chart.png"
close

step "a data pack by double click; a stranger's is refused"
pack=$(ls "$tries"/*.usjtadata)
got=$(set +e; wine "$exe" --data "Z:${pack//\//\\}" >/tmp/out.txt 2>&1; echo $?)
[ "$got" = 1 ] && grep -q "knows no signer" /tmp/out.txt || fail "A program without keys took a pack ($got): $(cat /tmp/out.txt)"
cp "$tries/key/A-publisher.pub" "$home/program/_internal/desktop/_resources/keys/"
got=$(set +e; wine "$exe" --data "Z:$(ls "$tries"/stranger/*.usjtadata | tr / '\\')" >/tmp/out.txt 2>&1; echo $?)
[ "$got" = 1 ] && grep -q "somebody else than A publisher" /tmp/out.txt || fail "A stranger's pack: $(cat /tmp/out.txt)"
wine reg query 'HKCU\Software\Classes\.usjtadata' 2>/dev/null | grep -q USJTADesk.Data || fail "Data packs are not registered."
wine "$exe" "Z:${pack//\//\\}" >/dev/null 2>&1 &
sleep 10
import -window root "$shots/windows_data_pack.png"
xdotool key Return; sleep 9
import -window root "$shots/windows_data_installed.png"
wineserver -k || true; sleep 1
grep -q '"release": "2027-03-01"' "$local/usjta-desk/data/current.json" || fail "The data pack was not installed."
wine "$exe" --export "$windows\\later.csv" "jp:0202.30.010" --as-of 2026 2>/dev/null
grep -q "19.9%" "$user/later.csv" || fail "The new data are not used."

step "no socket of a network, as the system sees it"
wine "$exe" >/dev/null 2>&1 & sleep 8
own=$(for p in /proc/[0-9]*; do grep -qa "usjta-desk.exe" "$p/cmdline" 2>/dev/null && echo "${p#/proc/}"; done || true)
[ -n "$own" ] || fail "The program does not run."
inodes=$(for p in $own; do ls -l "/proc/$p/fd" 2>/dev/null | sed -n 's/.*socket:\[\([0-9]*\)\].*/\1/p'; done | sort -u)
open=$(for i in $inodes; do awk -v i="$i" '$10 == i' /proc/net/tcp /proc/net/tcp6 /proc/net/udp /proc/net/udp6; done)
[ -z "$open" ] || fail "A socket of a network is open: $open"
close

step "removed, the user's files kept; then installed and removed with them"
[ "$(code wine "$home/uninstall.exe" /S "_?=$windows\\AppData\\Local\\Programs\\USJTA Desk")" = 0 ] || fail "It could not be removed."
[ ! -e "$home/program" ] || fail "Something is left of the program."
[ -z "$(value 'HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\USJTADesk' DisplayVersion)" ] || fail "It is still in the list of programs."
for key in usjta .usjtadata USJTADesk.Data; do
    ! wine reg query "HKCU\\Software\\Classes\\$key" >/dev/null 2>&1 || fail "The entry $key is left."
done
grep -q "a note" "$local/usjta-desk/kept.txt" || fail "The user's files went with it."
[ "$(code wine "$tries/usjta-desk-0.0.9-windows-setup.exe" /S)" = 0 ]
[ "$(code wine "$home/uninstall.exe" /S /REMOVENOTES "_?=$windows\\AppData\\Local\\Programs\\USJTA Desk")" = 0 ]
[ ! -e "$local/usjta-desk/kept.txt" ] || fail "The user's files were to go."

step "the MSI: an earlier version, the new one over it, removed"
machine="$drive/Program Files/USJTA Desk"
[ "$(code wine msiexec /i "Z:${tries//\//\\}\\usjta-desk-0.0.9-windows.msi" /qn)" = 0 ] || fail "The earlier MSI was not installed."
[ -f "$machine/earlier.txt" ] || fail "The files of the earlier MSI are not there."
selftest "$machine/usjta-desk.exe"
[ "$(code wine msiexec /i "Z:\\src\\dist\\usjta-desk-$version-windows.msi" /qn)" = 0 ] || fail "The MSI was not installed."
[ ! -f "$machine/earlier.txt" ] || fail "The earlier MSI was not replaced."
selftest "$machine/usjta-desk.exe"
wine reg query 'HKLM\Software\Classes\usjta\shell\open\command' 2>/dev/null | grep -q usjta-desk.exe || fail "Addresses are not handed over."
[ "$(code wine msiexec /x "Z:\\src\\dist\\usjta-desk-$version-windows.msi" /qn)" = 0 ] || fail "The MSI was not removed."
[ ! -e "$machine/usjta-desk.exe" ] || fail "Something is left of the MSI."

step "the archive, in a folder with spaces and Japanese letters"
away="$user/持ち運び と desk"
rm -rf "$away"; mkdir -p "$away"
unzip -q "$dist/usjta-desk-$version-windows-portable.zip" -d "$away"
selftest "$away/USJTA Desk/usjta-desk.exe"
show portable "$away/USJTA Desk/usjta-desk.exe" >/dev/null
xdotool key ctrl+t; sleep 2
close
ls "$away/USJTA Desk/portable" | grep -q settings.json || fail "The profile is not beside the program."
[ ! -e "$local/usjta-desk/settings.json" ] || fail "The profile is not beside the program alone."
printf '\nThe Windows packages did under wine what they should.\n'

#!/usr/bin/env bash
# The disk image for macOS from the built app, on macOS: signed and notarised where IDENTITY (and PROFILE) say with what.
set -euo pipefail
cd "$(dirname "$0")/../.."
app="dist/macos/USJTA Desk.app"
[ -d "$app" ] || { echo "There is no built app; run python packaging/build.py on macOS first." >&2; exit 1; }
version=$(/usr/libexec/PlistBuddy -c "Print CFBundleShortVersionString" "$app/Contents/Info.plist")
if [ -n "${IDENTITY:-}" ]; then
    codesign --deep --force --options runtime --timestamp --sign "$IDENTITY" "$app"
else
    echo "IDENTITY is not set: the app is signed for this machine alone, and others will be asked before they open it."
    codesign --deep --force --sign - "$app"
fi
codesign --verify --deep --strict "$app"
folder=$(mktemp -d)
cp -R "$app" "$folder/"
ln -s /Applications "$folder/Applications"
out="dist/usjta-desk-$version-macos-$(uname -m).dmg"
rm -f "$out"
hdiutil create -quiet -volname "USJTA Desk" -srcfolder "$folder" -format ULMO "$out"
rm -rf "$folder"
if [ -n "${IDENTITY:-}" ] && [ -n "${PROFILE:-}" ]; then
    xcrun notarytool submit "$out" --keychain-profile "$PROFILE" --wait
    xcrun stapler staple "$out"
fi
# What users get is tried: opened from the image, as they would.
place=$(mktemp -d)
hdiutil attach -quiet -readonly -nobrowse -mountpoint "$place" "$out"
status=0
env -i HOME="$(mktemp -d)" QT_QPA_PLATFORM=offscreen "$place/USJTA Desk.app/Contents/MacOS/usjta-desk" --selftest >/dev/null || status=$?
hdiutil detach -quiet "$place"
[ "$status" = 0 ] || { echo "The program does not pass its selftest from the image." >&2; exit 1; }
du -h "$out"

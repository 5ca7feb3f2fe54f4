# The Windows packages tried on Windows: installed silently, checked, upgraded in place, removed with the user's files kept. Not run yet.
$ErrorActionPreference = "Stop"
Set-Location (Join-Path $PSScriptRoot "..\..")
$python = ".venv\Scripts\python.exe"
$version = (Get-Content dist\windows\usjta-desk\_internal\desktop\build.json | ConvertFrom-Json).version
$folder = Join-Path $env:LOCALAPPDATA "Programs\USJTA Desk"
$program = Join-Path $folder "program\usjta-desk.exe"
$profilePlace = Join-Path $env:LOCALAPPDATA "usjta-desk"

function Run($file, [string[]] $arguments, $expected = 0) {
    $done = Start-Process $file $arguments -Wait -PassThru
    if ($done.ExitCode -ne $expected) { throw "$file $arguments gave $($done.ExitCode) instead of $expected." }
}
function Must($found, $sentence) { if (-not $found) { throw $sentence } }

Set-Content dist\windows\usjta-desk\earlier.txt "an earlier version"
& $python packaging\windows\package.py setup msi --version 0.0.9 --quick --out build\tries
if ($LASTEXITCODE) { throw "The earlier version could not be made." }
Remove-Item dist\windows\usjta-desk\earlier.txt

Run build\tries\usjta-desk-0.0.9-windows-setup.exe @("/S")
Must (Test-Path "$folder\program\earlier.txt") "The earlier version is not there."
New-Item -ItemType Directory -Force $profilePlace | Out-Null
Set-Content "$profilePlace\kept.txt" "a note"
$window = Start-Process $program -PassThru
Start-Sleep 6
Run "dist\usjta-desk-$version-windows-setup.exe" @("/S") 5
Must (-not $window.HasExited) "The running program ended."
$window.CloseMainWindow() | Out-Null
Must ($window.WaitForExit(15000)) "The window does not close."
Run "dist\usjta-desk-$version-windows-setup.exe" @("/S")
Must (-not (Test-Path "$folder\program\earlier.txt")) "Something of the earlier version is left."
Run $program @("--selftest")
Run $program @("--export", "$env:TEMP\beef.csv", "jp:0202")
Must (Select-String -Quiet "0202.30.010" "$env:TEMP\beef.csv") "Nothing was exported."
Start-Process "usjta:chart/parity"
Start-Sleep 8
Must (Get-Process usjta-desk -ErrorAction SilentlyContinue) "The address opened nothing."
Must (-not (Get-NetTCPConnection -OwningProcess (Get-Process usjta-desk).Id -ErrorAction SilentlyContinue)) "A socket of a network is open."
Get-Process usjta-desk | ForEach-Object { $_.CloseMainWindow() | Out-Null; $_.WaitForExit(15000) | Out-Null }
Run "$folder\uninstall.exe" @("/S", "_?=$folder")
Must (-not (Test-Path "$folder\program")) "Something is left of the program."
Must (Test-Path "$profilePlace\kept.txt") "The user's files went with it."

Run msiexec @("/i", "build\tries\usjta-desk-0.0.9-windows.msi", "/qn")
Run msiexec @("/i", "dist\usjta-desk-$version-windows.msi", "/qn")
$machine = Join-Path $env:ProgramFiles "USJTA Desk"
Must (-not (Test-Path "$machine\earlier.txt")) "The earlier MSI was not replaced."
Run "$machine\usjta-desk.exe" @("--selftest")
Run msiexec @("/x", "dist\usjta-desk-$version-windows.msi", "/qn")
Must (-not (Test-Path "$machine\usjta-desk.exe")) "Something is left of the MSI."

$away = Join-Path $env:TEMP "持ち運び と desk"
Expand-Archive -Force "dist\usjta-desk-$version-windows-portable.zip" $away
Run "$away\USJTA Desk\usjta-desk.exe" @("--selftest")
Run "$away\USJTA Desk\usjta-desk.exe" @("--start-only")
Must (Test-Path "$away\USJTA Desk\portable\settings.json") "The profile is not beside the program."
"The Windows packages do what they should."

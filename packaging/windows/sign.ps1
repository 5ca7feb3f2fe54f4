# Sign files with the certificate in CERTIFICATE (a .pfx in base64) and PASSWORD, and time-stamp them where TIMESTAMP names a server: sign.ps1 FILE [FILE ...]
param([Parameter(Mandatory, ValueFromRemainingArguments)] $Files)
$ErrorActionPreference = "Stop"
$path = Join-Path $env:TEMP "certificate.pfx"
[IO.File]::WriteAllBytes($path, [Convert]::FromBase64String($env:CERTIFICATE))
try {
    $tool = Get-ChildItem "${env:ProgramFiles(x86)}\Windows Kits\10\bin\*\x64\signtool.exe" | Sort-Object FullName | Select-Object -Last 1
    $stamped = if ($env:TIMESTAMP) { @("/tr", $env:TIMESTAMP, "/td", "sha256") } else { @() }
    foreach ($file in $Files) {
        & $tool sign /fd sha256 /f $path /p $env:PASSWORD @stamped "$file"
        if ($LASTEXITCODE) { throw "$file could not be signed." }
    }
} finally { Remove-Item $path }

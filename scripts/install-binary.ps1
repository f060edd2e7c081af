# Puts bin/helm-stack.exe into the plugin's folder on Windows. Helm runs this after `helm plugin install` and `helm plugin update`.
# It does what scripts/install-binary.sh does elsewhere, and reads the same HELM_STACK_ARCHIVE.
$ErrorActionPreference = 'Stop'

$root = if ($env:HELM_PLUGIN_DIR) { $env:HELM_PLUGIN_DIR } else { Split-Path -Parent $PSScriptRoot }
$binary = Join-Path $root 'bin/helm-stack.exe'
# What stands in Cargo.toml until there are releases.
$noAddress = 'https://example.com/'

function Say([string] $words) { [Console]::Error.WriteLine("helm-stack: $words") }
function Fail([string] $words) { Say $words; exit 1 }

$again = "then run it once more: pwsh $(Join-Path $root 'scripts/install-binary.ps1')"
$version = (Select-String -Path (Join-Path $root 'plugin.yaml') -Pattern '^version: *(.+)$').Matches[0].Groups[1].Value

function Test-Right([string] $path) {
    if (-not (Test-Path $path)) { return $false }
    try { return (& $path --version 2>$null) -eq "helm stack $version" } catch { return $false }
}

if (Test-Right $binary) { exit 0 }

$arch = if ($env:PROCESSOR_ARCHITECTURE -eq 'ARM64') { 'arm64' } else { 'amd64' }
$archive = "stack-$version-windows-$arch.tgz"
$checksums = "stack-$version-checksums.txt"
# Lies in the plugin's folder, so that the last step is a rename within one file system.
$room = Join-Path $root ".installing.$PID"

function Set-Binary([string] $path, [string] $from) {
    if (-not (Test-Right $path)) { Fail "$from holds no helm-stack $version that runs here: this machine is windows on $arch" }
    New-Item -ItemType Directory -Force (Join-Path $root 'bin') | Out-Null
    Move-Item -Force $path $binary
    Say "version $version is installed"
}

function Test-Digest([string] $path, [string] $list, [string] $name) {
    $line = Get-Content $list | Where-Object { $_.EndsWith("  $name") }
    if (-not $line) { Fail "the checksums do not name $name, so it was not installed: $list" }
    $found = (Get-FileHash -Algorithm SHA256 $path).Hash.ToLower()
    if (($line -split ' ')[0] -ne $found) { Fail "$name is not what its checksum says, so it was not installed: found $found" }
}

function Expand([string] $path, [string] $from) {
    tar -xzf $path -C $room
    if ($LASTEXITCODE -ne 0) { Fail "$from cannot be unpacked" }
    Set-Binary (Join-Path $room 'stack/bin/helm-stack.exe') $from
}

New-Item -ItemType Directory -Force $room | Out-Null
try {
    if ($env:HELM_STACK_ARCHIVE) {
        $given = $env:HELM_STACK_ARCHIVE
        if (-not (Test-Path -PathType Leaf $given)) { Fail "HELM_STACK_ARCHIVE names $given, which is no file: correct it, $again" }
        $beside = Join-Path (Split-Path -Parent (Resolve-Path $given)) $checksums
        if (Test-Path $beside) { Test-Digest $given $beside (Split-Path -Leaf $given) } else { Say "no $checksums lies beside ${given}: it is taken as it is" }
        Expand $given $given
        exit 0
    }

    $reason = 'there are no releases to download yet'
    $cargoToml = Join-Path $root 'Cargo.toml'
    $address = if (Test-Path $cargoToml) { (Select-String -Path $cargoToml -Pattern '^download = "(.*)"$').Matches[0].Groups[1].Value }
    if ($address -and -not $address.StartsWith($noAddress)) {
        $from = "$address/v$version"
        Say "downloading $from/$archive"
        try {
            Invoke-WebRequest "$from/$archive" -OutFile (Join-Path $room $archive)
            Invoke-WebRequest "$from/$checksums" -OutFile (Join-Path $room $checksums)
            $downloaded = $true
        } catch { $reason = "the release of version $version could not be downloaded ($_)" }
        if ($downloaded) {
            Test-Digest (Join-Path $room $archive) (Join-Path $room $checksums) $archive
            Expand (Join-Path $room $archive) "$from/$archive"
            exit 0
        }
    }

    if ((Test-Path $cargoToml) -and (Get-Command cargo -ErrorAction SilentlyContinue)) {
        Say "${reason}: building the checkout with Cargo, which takes a few minutes"
        cargo build --release --locked --package helm-stack --manifest-path $cargoToml --target-dir (Join-Path $root 'target')
        if ($LASTEXITCODE -ne 0) { Fail "the build failed; Cargo says why above: mend that, $again" }
        Copy-Item (Join-Path $root 'target/release/helm-stack.exe') (Join-Path $room 'helm-stack.exe')
        Set-Binary (Join-Path $room 'helm-stack.exe') "the checkout in $root"
        exit 0
    }

    Fail "$reason, and Cargo is not here to build it: install Rust (https://rustup.rs), or set HELM_STACK_ARCHIVE to a $archive, $again"
} finally {
    Remove-Item -Recurse -Force -ErrorAction SilentlyContinue $room
}

#!/bin/sh
# Puts bin/helm-stack into the plugin's folder. Helm runs this after `helm plugin install` and `helm plugin update`.
#
#   HELM_STACK_ARCHIVE   an archive of `cargo xtask dist --host` to take the program from; else a release is downloaded,
#                        and where there is none, Cargo builds the checkout.
#
# Nothing but bin/ changes, and that in one step: Helm refuses to update a plugin whose tracked files differ.
set -eu

root=${HELM_PLUGIN_DIR:-$(cd "$(dirname "$0")/.." && pwd)}
binary=$root/bin/helm-stack
# What stands in Cargo.toml until there are releases.
no_address=https://example.com/

say() { printf 'helm-stack: %s\n' "$*" >&2; }

fail() {
  say "$1"
  shift
  for line in "$@"; do printf '  %s\n' "$line" >&2; done
  exit 1
}

again="then run it once more: sh $root/scripts/install-binary.sh"

# The version in plugin.yaml, which the program has to have.
version=$(sed -n 's/^version: *//p' "$root/plugin.yaml")
[ -n "$version" ] || fail "$root/plugin.yaml names no version" "install the plugin anew: helm plugin uninstall stack, and helm plugin install again"

is_right() { [ -x "$1" ] && [ "$("$1" --version 2>/dev/null)" = "helm stack $version" ]; }

if is_right "$binary"; then exit 0; fi

os=$(uname -s)
case $os in
  Linux) os=linux ;;
  Darwin) os=darwin ;;
esac
arch=$(uname -m)
case $arch in
  x86_64) arch=amd64 ;;
  aarch64) arch=arm64 ;;
esac
archive=stack-$version-$os-$arch.tgz
checksums=stack-$version-checksums.txt

# Lies in the plugin's folder, so that the last step is a rename within one file system.
room=$(mktemp -d "$root/.installing.XXXXXX")
trap 'rm -rf "$room"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Puts the file $1 in the program's place if it is the program.
put_in_place() {
  chmod 755 "$1"
  is_right "$1" || fail "$2 holds no helm-stack $version that runs here" "this machine is $os on $arch; it said: $("$1" --version 2>&1 | head -n 1)"
  mkdir -p "$root/bin"
  mv -f "$1" "$binary"
  say "version $version is installed"
}

digest_of() {
  if command -v sha256sum >/dev/null 2>&1; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d ' ' -f 1
}

# Compares the archive $1 with its line in the checksums $2; $3 is its name there.
check_digest() {
  wanted=$(sed -n "s/  $3\$//p" "$2")
  [ -n "$wanted" ] || fail "the checksums do not name $3, so it was not installed" "its checksums: $2"
  found=$(digest_of "$1")
  [ "$wanted" = "$found" ] || fail "$3 is not what its checksum says, so it was not installed" "wanted $wanted" "found  $found"
}

unpack() {
  tar -xzf "$1" -C "$room" || fail "$2 cannot be unpacked"
  [ -f "$room/stack/bin/helm-stack" ] || fail "$2 holds no stack/bin/helm-stack" "archives of the plugin are called $archive"
  put_in_place "$room/stack/bin/helm-stack" "$2"
}

download() {
  if command -v curl >/dev/null 2>&1; then
    curl --fail --silent --show-error --location --output "$2" "$1"
  else
    wget --quiet --output-document="$2" "$1"
  fi
}

# An archive named by whoever installs.
if [ -n "${HELM_STACK_ARCHIVE:-}" ]; then
  given=$HELM_STACK_ARCHIVE
  [ -f "$given" ] || fail "HELM_STACK_ARCHIVE names $given, which is no file" "correct it, $again"
  beside=$(dirname "$given")/$checksums
  if [ -f "$beside" ]; then
    check_digest "$given" "$beside" "$(basename "$given")"
  else
    say "no $checksums lies beside $given: it is taken as it is"
  fi
  unpack "$given" "$given"
  exit 0
fi

# A release.
address=
if [ -f "$root/Cargo.toml" ]; then address=$(sed -n 's/^download = "\(.*\)"$/\1/p' "$root/Cargo.toml"); fi
reason="there are no releases to download yet"
case $address in
  "" | "$no_address"*) ;;
  *)
    from=$address/v$version
    say "downloading $from/$archive"
    if download "$from/$archive" "$room/$archive" && download "$from/$checksums" "$room/$checksums"; then
      check_digest "$room/$archive" "$room/$checksums" "$archive"
      unpack "$room/$archive" "$from/$archive"
      exit 0
    fi
    reason="the release of version $version could not be downloaded"
    ;;
esac

# A checkout.
if [ -f "$root/Cargo.toml" ] && command -v cargo >/dev/null 2>&1; then
  say "$reason: building the checkout with Cargo, which takes a few minutes"
  cargo build --release --locked --package helm-stack --manifest-path "$root/Cargo.toml" --target-dir "$root/target" >&2 ||
    fail "the build failed; Cargo says why above" "mend that, $again"
  cp "$root/target/release/helm-stack" "$room/helm-stack"
  put_in_place "$room/helm-stack" "the checkout in $root"
  exit 0
fi

fail "$reason, and Cargo is not here to build it" \
  "either install Rust (https://rustup.rs) and a C compiler, $again" \
  "or take $archive from somebody who ran \`cargo xtask dist --host\`, set HELM_STACK_ARCHIVE to its path, $again"

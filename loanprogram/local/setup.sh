# Set-up on a bare Debian, part of ./dev: each step is skipped when it is done. Sourced, POSIX sh.

home_is_usable() { [ -n "${HOME:-}" ] && [ -d "$HOME" ] && [ -w "$HOME" ]; }
if ! home_is_usable; then
  mkdir -p var/home
  HOME=$PWD/var/home
  export HOME
fi

say() { echo "set-up: $*" >&2; }
is_root() { [ "$(id -u)" = 0 ]; }
fingerprint() { cat "$@" | sha256sum | cut -c1-16; }

make_venv() {
  python3 -m venv "$1" >/dev/null 2>&1 && return
  rm -rf "$1"
  say "Python cannot make virtual environments here. On Debian or Ubuntu: apt-get install -y python3-venv"
  exit 1
}

set_up_python() {
  if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    say "Python 3.11 or newer is needed. On Debian or Ubuntu: apt-get install -y python3 python3-venv"
    exit 1
  fi
  want=$(fingerprint requirements.lock)
  [ "$(cat .venv/.lock-hash 2>/dev/null || true)" != "$want" ] || return 0
  say "installing Python packages"
  [ -x .tools/bin/python ] || make_venv .tools
  [ -x .tools/bin/uv ] || .tools/bin/python -m pip install -q --disable-pip-version-check \
    --require-hashes -r requirements.tools.lock || say "uv is not to be had; pip does it, more slowly"
  [ -x .venv/bin/python ] || make_venv .venv
  if ! [ -x .tools/bin/uv ] || ! .tools/bin/uv pip sync -q --python .venv/bin/python --require-hashes requirements.lock; then
    .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
  fi
  echo "$want" >.venv/.lock-hash
}

# Fonts of printed letters, and the texts people read.
set_up_files() {
  mkdir -p var
  .venv/bin/python -m loanprogram.local.fonts
  if [ -f loanprogram/local/messages.py ]; then .venv/bin/python -m loanprogram.local.messages --compile >/dev/null; fi
}

# Pango draws the letters; it is a system library.
set_up_letters() {
  has_libraries libpango-1.0.so.0 libpangoft2-1.0.so.0 libharfbuzz-subset.so.0 && return
  say "installing Pango, which draws the PDF letters"
  install_debian libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 ||
    say "Pango could not be installed: everything works except PDF letters"
}

# Chromium, and what Playwright's driver needs, for the tests that look at pages.
set_up_browser() {
  missing=
  has_browser || missing=chromium
  has_libraries libatomic.so.1 || missing="$missing libatomic1"
  [ -n "$missing" ] || return 0
  say "installing for the browser tests: $missing"
  install_debian $missing || say "that failed: browser tests will say what they miss"
}

has_libraries() {
  LD_LIBRARY_PATH=$(cat var/sysroot/libraries 2>/dev/null || true) .venv/bin/python -c '
import ctypes, sys
for name in sys.argv[1:]:
    ctypes.CDLL(name)' "$@" 2>/dev/null
}

has_browser() {
  [ -x "${CHROMIUM_PATH:-}" ] || command -v chromium >/dev/null || [ -x var/sysroot/usr/lib/chromium/chromium ]
}

# System-wide where we may, else unpacked under var/sysroot, which needs no rights at all.
install_debian() {
  if ! command -v apt-get >/dev/null; then return 1; fi
  if is_root; then install_system "" "$@"
  elif sudo -n true 2>/dev/null; then install_system "sudo -n" "$@"
  else install_private "$@"; fi
}

install_system() {
  as_root=$1
  shift
  $as_root apt-get update -qq || true # an unreachable third source must not stop us
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

install_private() (
  root=$PWD/var/sysroot
  apt=$PWD/var/apt
  rm -rf "$apt"
  mkdir -p "$apt/state/lists/partial" "$apt/cache/archives/partial" "$apt/dpkg" "$apt/debs" "$root"
  cp /var/lib/dpkg/status "$apt/dpkg/"
  options="-o Dir::State=$apt/state -o Dir::State::status=$apt/dpkg/status -o Dir::Cache=$apt/cache
    -o Debug::NoLocking=1 -o APT::Sandbox::User=$(id -un)"
  apt-get $options update -qq || true
  plan=$(apt-get $options install -y --no-install-recommends -s "$@") || exit 1
  # A line reads "Inst name [old] (new ...)". The C library in use must never be mixed with another.
  packages=$(echo "$plan" | awk '/^Inst/ && $2 !~ /^(libc6|libc-bin|libc-l10n|locales)$/ {print $2}')
  cd "$apt/debs" || exit 1
  apt-get $options download -qq $packages || exit 1
  for package in *.deb; do dpkg -x "$package" "$root" || exit 1; done
  cd "$root" || exit 1
  rm -rf "$apt"
  for folder in "$root"/lib/*-linux-gnu "$root"/usr/lib/*-linux-gnu "$root"/usr/lib/*-linux-gnu/pulseaudio; do
    if [ -d "$folder" ]; then printf '%s:' "$folder"; fi
  done | sed 's/:$//' >libraries
)

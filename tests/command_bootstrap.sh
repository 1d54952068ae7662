#!/usr/bin/env bash
# Tests ./strata, the bootstrap script, in a folder of its own where every program that it starts is a fake: no package
# is installed, nothing is compiled, no network is touched.
# shellcheck disable=SC2016 # fakes and hints hold $ and ` as they are
set -euo pipefail

checkout=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
real_path=$PATH
failures=0

check() { # check DESCRIPTION COMMAND...: the command must succeed
  if "${@:2}"; then return; fi
  printf 'FAILED: %s\n--- exit code %s, output:\n%s\n' "$1" "$status" "$output"
  failures=$((failures + 1))
}
exits_with() { [[ $status == "$1" ]]; }
says() { [[ $output == *"$1"* ]]; }
silent_about() { [[ $output != *"$1"* ]]; }
called() { grep --quiet -- "$1" "$work/calls"; }
not_called() { ! called "$1"; }

# fake NAME: a program that notes how it was called and then runs the script on the standard input.
fake() {
  { printf '#!/bin/bash\necho "%s $*" >>"%s/calls"\n' "$1" "$work" && cat; } >"$work/bin/$1"
  chmod +x "$work/bin/$1"
}

# A fresh system: Debian, root, no package missing, nothing built yet.
fresh_system() {
  rm -rf "${work:?}"/*
  mkdir -p "$work/bin" "$work/strata checkout/tools/packages"
  root="$work/strata checkout"
  cp "$checkout/strata" "$root/"
  cp "$checkout"/tools/packages/*.txt "$root/tools/packages/"
  : >"$work/calls"
  local tool
  for tool in bash cat chmod dirname env flock grep mkdir readlink rm sed sleep touch; do
    ln -s "$(PATH=$real_path type -P "$tool")" "$work/bin/$tool"
  done
  fake id <<<'echo 0'
  fake dpkg-query <<'FAKE'
for word; do [[ $word == -* || -e ${0%/*}/../missing_$word ]] || echo "$word installed"; done
FAKE
  fake apt-get <<'FAKE'
if [[ $1 == install ]]; then rm -f "${0%/*}"/../missing_*; fi
FAKE
  fake sudo <<<'while [[ $1 == -* ]]; do shift; done; exec "$@"'
  fake cmake <<'FAKE'
mkdir -p build/default/bin
printf 'CMAKE_HOME_DIRECTORY:INTERNAL=%s\n' "$PWD" >build/default/CMakeCache.txt
: >build/default/build.ninja
FAKE
  fake ninja <<'FAKE'
echo "ninja: Entering directory"
echo "[0/2] Re-checking globbed directories..."
if [[ -e $2/bin/strata ]]; then echo "ninja: no work to do." && exit; fi
echo "[1/1] Linking strata"
printf '#!/bin/bash\nprintf "command:"; printf " <%%s>" "$@"; echo; exit 7\n' >"$2/bin/strata"
chmod +x "$2/bin/strata"
FAKE
}

# strata ARGUMENT...: runs the script with nothing but the fakes in reach.
strata() {
  status=0
  output=$(PATH=$work/bin STRATA_SKIP_PACKAGES=${skip:-} "${script:-$root/strata}" "$@" 2>&1 </dev/null) || status=$?
}

fresh_system
for arguments in help -h --help "demo --help" "run -h"; do
  # shellcheck disable=SC2086 # several words
  strata $arguments
  check "strata $arguments works before anything is built" exits_with 0
  check "strata $arguments shows how to call it" says 'Usage: ./strata VERB'
done
strata
check "without a verb it ends with 2" exits_with 2
strata dmeo
check "an unknown verb ends with 2" exits_with 2
check "an unknown verb gets a hint" says 'Hint: `./strata --help`'
check "none of these starts anything" [ ! -s "$work/calls" ]

fresh_system
strata run 3 --epochs "two words"
check "the arguments reach the command" says 'command: <run> <3> <--epochs> <two words>'
check "the command's exit code is passed on" exits_with 7
check "it configures" called '^cmake --preset default'
check "it builds the programs" called '^ninja .* programs'
check "where no package is missing, apt-get is left alone" not_called apt-get
: >"$work/calls"
strata run 3
check "the second time it does not configure" not_called "^cmake"
check "the second time it says nothing of its own" [ "$output" = 'command: <run> <3>' ]
strata test
check "test builds everything" called '^ninja .* all'
strata list
check "list builds the command alone" called '^ninja .* strata$'
strata docs
check "docs needs Doxygen" called 'dpkg-query .* doxygen '
strata data --help
check "a verb's help comes from the command once it is built" says 'command: <data> <--help>'

fresh_system
mkdir -p "$work/elsewhere" && ln -s "$root/strata" "$work/elsewhere/link"
script=$work/elsewhere/link
cd "$work/elsewhere"
strata list
check "called through a link from another folder it builds its own" [ -e "$root/build/default/build.ninja" ]
check "called through a link it leaves nothing behind" [ ! -e "$work/elsewhere/build" ]
cd "$checkout"
script=

fresh_system
strata setup
mv "$root" "$root, moved"
root="$root, moved"
strata setup
check "a checkout that was moved says so" says 'copied or moved'
check "a checkout that was moved is configured again" grep -q ', moved$' "$root/build/default/CMakeCache.txt"

fresh_system
touch "$work/missing_catch2" "$work/missing_g++"
strata setup
check "only what is missing is installed" called 'apt-get install .* g++ catch2$'
check "root needs no sudo" not_called sudo
check "the package lists are fetched first" [ "$(grep -o 'apt-get [a-z]*' "$work/calls" | head -1)" = 'apt-get update' ]
check "the command runs after an installation" says 'command: <setup>'

fresh_system
fake id <<<'echo 1000'
touch "$work/missing_catch2"
strata setup
check "who is not root goes through sudo" called 'sudo .*apt-get install .* catch2$'
check "without a terminal sudo must not ask" called 'sudo --non-interactive'
rm "$work/bin/sudo" && touch "$work/missing_catch2"
strata setup
check "who is not root and has no sudo gets 1" exits_with 1
check "who is not root and has no sudo is told what to do" says 'Hint: as root, run: apt-get update && apt-get install'
check "nothing is built without the packages" silent_about 'command:'

fresh_system
touch "$work/missing_catch2"
fake apt-get <<<'exit 100'
strata setup
check "where apt-get fails it ends with 1" exits_with 1
check "where apt-get fails it names the package" says 'could not install: catch2'

for program in apt-get dpkg-query; do
  fresh_system
  rm "$work/bin/$program"
  strata demo
  check "a system without $program gets 1" exits_with 1
  check "a system without $program gets the list" says $'\n  libeigen3-dev\n'
  check "a system without $program keeps its comments" silent_about '#'
  check "a system without $program sees no build" not_called "^cmake"
  skip=1 strata list
  check "STRATA_SKIP_PACKAGES=1 builds on any system" says 'command: <list>'
done

fresh_system
fake cmake <<<'echo "CMake Error: no compiler" && exit 1'
strata list
check "where CMake fails it ends with 1" exits_with 1
check "where CMake fails nothing is built" not_called '^ninja'
check "where CMake fails it shows why" says 'CMake Error: no compiler'
fresh_system
fake ninja <<<'echo "FAILED: linear.cpp" && exit 1'
strata list
check "where the build fails it ends with 1" exits_with 1
check "where the build fails it shows why" says 'FAILED: linear.cpp'

fresh_system
fake ninja <<'FAKE'
if [[ -e $2/busy ]]; then echo "two builds at once"; fi
touch "$2/busy" && sleep 0.2 && rm "$2/busy"
printf '#!/bin/bash\n' >"$2/bin/strata" && chmod +x "$2/bin/strata"
FAKE
for _ in 1 2 3; do PATH=$work/bin "$root/strata" setup >>"$work/together" 2>&1 </dev/null & done
wait
output=$(cat "$work/together") status=0
check "calls at the same time wait for each other" silent_about 'two builds at once'
check "who waits says so" says 'Waiting for another ./strata'

if ((failures > 0)); then
  echo "$failures checks failed."
  exit 1
fi
echo "All checks passed."

#!/usr/bin/env bash
# A compiler launcher that keeps what a compiler says: append_messages.sh FILE COMPILER ARGUMENT...
# One append per call, so that compilers that run side by side do not mix their lines.
set -uo pipefail
file=$1
shift
messages=$("$@" 2>&1)
code=$?
if [[ -n $messages ]]; then
  printf '%s\n' "$messages" >>"$file"
  if ((code != 0)); then printf '%s\n' "$messages" >&2; fi
fi
exit "$code"

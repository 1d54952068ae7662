#!/bin/sh
# Doxygen's input filter for sources. Headers pass through with an @file behind their last line, without which Doxygen
# lists no free function of theirs. Of a .cpp nothing but the @file is left: its page shows the source as it is, and
# Doxygen, which takes a template that is instantiated for a mistake, does not parse it. A shell, because there are a
# thousand sources, and Python would need a minute to begin.
case $1 in *.hpp) cat "$1" ;; esac
printf '/** @file */\n'

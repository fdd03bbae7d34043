#!/bin/bash
# Replaces Claude Code's command line, for the commands that a set-up runs.
case $1 in
-v | --version) echo '2.0.0 (Claude Code)' ;;
install | update | doctor) ;;
*)
    if [ ! -s "$HOME/.claude/.credentials.json" ]; then
        echo 'Invalid API key · Please run /login' >&2
        exit 1
    fi
    echo 'the simulated claude has nothing to say'
    ;;
esac

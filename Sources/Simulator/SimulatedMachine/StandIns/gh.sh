#!/bin/bash
# Replaces GitHub's command line, for the commands that a set-up runs.
case $1 in
--version | version) echo 'gh version 2.80.0 (2025-01-01)' ;;
auth)
    echo 'You are not logged into any GitHub hosts. To log in, run: gh auth login' >&2
    exit 1
    ;;
*)
    echo "unknown command \"$1\" for \"gh\"" >&2
    exit 1
    ;;
esac

#!/bin/bash
# Replaces Claude Code's installer, https://claude.ai/install.sh: needs HOME and curl or wget.
set -e

[[ -z $1 || $1 =~ ^(stable|latest|[0-9]+\.[0-9]+\.[0-9]+(-[^[:space:]]+)?)$ ]] || {
    echo "Usage: $0 [stable|latest|VERSION]" >&2
    exit 1
}
command -v curl >/dev/null || command -v wget >/dev/null || {
    echo 'Either curl or wget is required but neither is installed' >&2
    exit 1
}
mkdir -p "$HOME/.claude/downloads" "$HOME/.local/bin" "$HOME/.local/share/claude/versions"
version=$HOME/.local/share/claude/versions/2.0.0
install -m 755 /opt/machine/stand-ins/claude.sh "$version"
ln -sf "$version" "$HOME/.local/bin/claude"
echo 'Claude Code successfully installed!'

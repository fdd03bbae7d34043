#!/usr/bin/env bash
# Replaces Bun's installer, https://bun.sh/install: needs unzip and HOME, accepts a tag and a build variant.
set -euo pipefail

error() { echo "error: $*" >&2; exit 1; }

command -v unzip >/dev/null || error 'unzip is required to install bun'
[[ $# -le 2 ]] || error 'Too many arguments, only 2 are allowed.'
[[ $# -eq 0 || $1 == bun-v* ]] ||
    error "Failed to download bun from \"https://github.com/oven-sh/bun/releases/download/$1/bun-linux-x64.zip\""

install_dir=${BUN_INSTALL:-$HOME/.bun}
mkdir -p "$install_dir/bin" || error "Failed to create install directory \"$install_dir/bin\""
install -m 755 /opt/machine/stand-ins/bun.sh "$install_dir/bin/bun"
ln -sf bun "$install_dir/bin/bunx"
if [[ -w $HOME/.bashrc ]]; then
    printf '\n# bun\nexport BUN_INSTALL="%s"\nexport PATH=$BUN_INSTALL/bin:$PATH\n' "$install_dir" >>"$HOME/.bashrc"
fi
echo "bun was installed successfully to $install_dir/bin/bun"

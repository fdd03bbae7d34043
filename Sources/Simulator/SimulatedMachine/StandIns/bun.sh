#!/bin/bash
# Replaces bun, for the commands that install and run the bot.
fail() { echo "error: $*" >&2; exit 1; }

add_globally() {
    local package
    for package; do
        case $package in
        @anthropic-ai/claude-code*) install -m 755 /opt/machine/stand-ins/claude.sh "${0%/*}/claude" ;;
        *) fail "$package failed to resolve" ;;
        esac
    done
}

install_packages() {
    local package
    [ -f package.json ] || fail 'Bun could not find a package.json file to install from'
    for package in $(sed -n '/"dependencies"/,/}/s/^ *"\([^"]*\)": *"[^{].*/\1/p' package.json); do
        mkdir -p "node_modules/$package"
        printf '{ "name": "%s" }\n' "$package" >"node_modules/$package/package.json"
    done
    touch bun.lock
    echo 'bun install v1.3.0'
    echo "$(find node_modules -name package.json | wc -l) packages installed"
}

run() {
    local script
    [ "$1" ] || fail 'no script given'
    if [ -f "$1" ]; then
        case $1 in
        *src/index.ts) exec /opt/machine/hetzner-sim machine inside bot ;;
        *) fail "the simulated bun can't run $1" ;;
        esac
    fi
    script=$(sed -n "/\"scripts\"/,/}/s/^ *\"$1\": *\"\(.*\)\",\{0,1\}$/\1/p" package.json 2>/dev/null)
    [ "$script" ] || fail "Script not found \"$1\""
    echo "\$ $script" >&2
    [[ $script == 'bun '* ]] || fail "the simulated bun can't run $script"
    exec "$0" ${script#bun }
}

command=$1
shift
case $command in
-v | --version) echo 1.3.0 ;;
completions) ;;
install | i | ci | add)
    is_global= packages=()
    for word; do
        case $word in
        -g | --global) is_global=1 ;;
        -*) ;;
        *) packages+=("$word") ;;
        esac
    done
    if [ "$is_global" ]; then add_globally "${packages[@]}"; else install_packages; fi
    ;;
run)
    while [[ $1 == -* ]]; do shift; done
    run "$@"
    ;;
'' | -*) fail "unknown option $command" ;;
*) run "$command" "$@" ;;
esac

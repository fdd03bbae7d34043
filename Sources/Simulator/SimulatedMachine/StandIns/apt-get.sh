#!/bin/bash
# Replaces apt-get, for packages of the machine's distribution. Installing one links its programs into /usr/bin.
records=/var/lib/machine-packages
distribution='bash build-essential bzip2 ca-certificates coreutils curl git gnupg gzip htop iproute2 jq less nano
    openssl procps python3 ripgrep rsync sed sudo tar tmux tree unzip vim wget xz-utils zip'
fail() { echo "E: $*" >&2; exit 100; }

action= packages=()
while (($#)); do
    case $1 in
    -o | --option | -t) shift ;;
    -*) ;;
    *) if [ "$action" ]; then packages+=("${1%%=*}"); else action=$1; fi ;;
    esac
    shift
done

# Waits for the end of the shortest set-up, in hundredths of a second since the start of the system.
wait_for_downloads() {
    local ends uptime rest
    read -r ends </opt/machine/set-up-ends || [ "$ends" ] || return 0
    while read -r uptime rest </proc/uptime && ((10#${uptime/./} < ends)); do sleep 0.05; done
}

# Checks that package lists of other vendors are signed with an existing key.
update() {
    local list line key
    rm -f "$records/.gh"
    wait_for_downloads
    for list in /etc/apt/sources.list.d/*.list; do
        [ -e "$list" ] || continue
        while read -r line; do
            [[ $line == deb* ]] || continue
            key=$(sed -n 's/.*signed-by=\([^] ]*\).*/\1/p' <<<"$line")
            [ -s "$key" ] || fail "The repository '${line##*] }' is not signed."
            [[ $line == *https://cli.github.com/packages* ]] || fail "The repository '${line##*] }' can't be reached."
            touch "$records/.gh"
        done <"$list"
    done
    echo 'Reading package lists...'
}

install() {
    local package known=" $(echo $distribution) "
    [ ! -e "$records/.gh" ] || known+='gh '
    for package; do
        [[ $known == *" $package "* ]] || fail "Unable to locate package $package"
    done
    echo 'Reading package lists...'
    for package; do
        if [ -e "$records/$package" ]; then
            echo "$package is already the newest version."
            continue
        fi
        echo "Setting up $package ..."
        case $package in
        curl | gh) cp "/opt/machine/stand-ins/$package.sh" "/usr/bin/$package" ;;
        git | jq | unzip | wget)
            [ -e "/usr/host/$package" ] || fail "the simulator's host has no $package to lend"
            ln -sf "/usr/host/$package" "/usr/bin/$package"
            ;;
        esac
        [ "$package" != git ] || /opt/machine/stand-ins/create-repository.sh || fail 'git could not be set up'
        touch "$records/$package"
    done
}

[ "$EUID" = 0 ] || fail 'Could not open lock file /var/lib/dpkg/lock-frontend - open (13: Permission denied)'
mkdir -p $records
case $action in
update) update ;;
install) install "${packages[@]}" ;;
upgrade | dist-upgrade | full-upgrade | autoremove | clean | autoclean) echo 'Reading package lists...' ;;
*) fail "Invalid operation $action" ;;
esac

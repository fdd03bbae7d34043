#!/bin/bash
# Replaces curl. Requests to loopback and private addresses are sent by the real curl, and so is the callback, whose
# address is not among the arguments. A few URLs on the internet return scripts of /opt/machine/stand-ins; no other host
# can be resolved.
real=/usr/host/curl
stand_ins=/opt/machine/stand-ins
faults=/opt/machine/faults
all=("$@")
url= output= fails= silent= shows_errors= remote_name=

short_options() { # LETTERS VALUE: succeeds when an option took the value
    local letters=$1
    while [ "$letters" ]; do
        case ${letters:0:1} in
        f) fails=1 ;;
        s) silent=1 ;;
        S) shows_errors=1 ;;
        O) remote_name=1 ;;
        o) output=${letters:1}; [ "$output" ] && return 1; output=$2; return 0 ;;
        A | b | c | d | D | e | E | F | H | K | m | r | T | u | U | w | x | X | y | Y | z) [ -z "${letters:1}" ]; return ;;
        esac
        letters=${letters:1}
    done
    return 1
}

while (($#)); do
    case $1 in
    --fail | --fail-with-body) fails=1 ;;
    --silent) silent=1 ;;
    --show-error) shows_errors=1 ;;
    --remote-name) remote_name=1 ;;
    --output) output=$2; shift ;;
    --output=*) output=${1#*=} ;;
    --url) url=$2; shift ;;
    --retry | --retry-delay | --retry-max-time | --connect-timeout | --max-time | --header | --data | --data-raw | \
        --data-binary | --data-urlencode | --request | --user-agent | --user | --write-out | --proto | --cacert | \
        --form | --config | --max-redirs | --speed-limit | --speed-time | --max-filesize | --resolve) shift ;;
    --*) ;;
    -?*) if short_options "${1#-}" "${2-}"; then shift; fi ;;
    *) url=$1 ;;
    esac
    shift
done

error() { # CODE MESSAGE
    if [ ! "$silent" ] || [ "$shows_errors" ]; then echo "curl: ($1) $2" >&2; fi
    exit "$1"
}

call_back() {
    local configuration
    configuration=$(cat)
    if [ -e $faults/no-callback ]; then configuration='url = http://127.0.0.1:9/'; fi
    if [ -s $faults/callback-late ]; then
        sleep "$(cat $faults/callback-late)"
        : >$faults/callback-late
    fi
    if [ -e $faults/callback-twice ]; then $real "${all[@]}" <<<"$configuration" >/dev/null; fi
    exec $real "${all[@]}" <<<"$configuration"
}

[ "$url" ] || call_back
rest=${url#*://}
host=${rest%%[/?#]*}
host=${host##*@}
name=${host%:*}
case $name in
127.* | 10.* | 192.168.* | 172.1[6-9].* | 172.2[0-9].* | 172.3[01].* | localhost | '[::1]') exec $real "${all[@]}" ;;
esac

case $rest in
bun.sh/install | bun.com/install) file=$stand_ins/install-bun.sh ;;
claude.ai/install.sh) file=$stand_ins/install-claude.sh ;;
cli.github.com/packages/githubcli-archive-keyring.gpg) file=$stand_ins/keyring.txt ;;
bun.sh* | bun.com* | claude.ai* | cli.github.com* | github.com*)
    [ ! "$fails" ] || error 22 'The requested URL returned error: 404'
    file=/dev/null
    ;;
*) error 6 "Could not resolve host: $name" ;;
esac
if [ "$name" = bun.sh ] || [ "$name" = bun.com ]; then
    [ ! -e $faults/set-up-fails ] || error 7 "Failed to connect to $name port 443: Connection refused"
fi

if [ "$remote_name" ]; then output=${rest##*/}; fi
if [ "$output" ] && [ "$output" != - ]; then
    cat "$file" >"$output" || error 23 'Failure writing output to destination'
else
    cat "$file"
fi

#!/opt/machine/root-shell -p
# Replaces sudo, for users to whom /etc/sudoers.d allows everything without a password. The interpreter is a set-uid
# shell, so the script runs as root: $EUID is 0, and $UID is the caller's.
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
user=root login= shell= keep= list=
fail() { echo "sudo: $*" >&2; exit 1; }

((EUID == 0)) || fail 'The "no new privileges" flag is set, which prevents sudo from running as root.'

while (($#)); do
    case $1 in
    --) shift; break ;;
    -u | --user) user=$2; shift ;;
    --user=*) user=${1#*=} ;;
    -u?*) user=${1#-u} ;;
    -i | --login) login=1 ;;
    -s | --shell) shell=1 ;;
    -E | --preserve-env) keep=1 ;;
    -l | --list) list=1 ;;
    -v | --validate) list=quiet ;;
    -n | --non-interactive | -H | --set-home | -S | --stdin | -k | --reset-timestamp) ;;
    -nH | -Hn | -nS | -Sn | -nE | -En) [[ $1 != *E* ]] || keep=1 ;;
    -*) fail "invalid option -- '${1#-}'" ;;
    *) break ;;
    esac
    shift
done

caller=$(id -rnu)
grep -Eqs "^$caller +ALL=\(ALL(:ALL)?\) +NOPASSWD: *ALL$" /etc/sudoers.d/* || ((UID == 0)) || {
    grep -Eqs "^$caller " /etc/sudoers.d/* && fail "a password is required"
    fail "$caller is not in the sudoers file."
}
case $list in
1) echo "User $caller may run the following commands on $(hostname): (ALL) NOPASSWD: ALL"; exit 0 ;;
quiet) exit 0 ;;
esac

entry=$(getent passwd "$user") || fail "unknown user $user"
IFS=: read -r user _ uid gid _ home user_shell <<<"$entry"

environment=(
    "PATH=$PATH" "HOME=$home" "USER=$user" "LOGNAME=$user" "SHELL=$user_shell" "MAIL=/var/mail/$user"
    "SUDO_USER=$caller" "SUDO_UID=$UID" "SUDO_GID=$(id -rg)" "SUDO_COMMAND=$*"
    ${TERM:+"TERM=$TERM"} ${LANG:+"LANG=$LANG"}
)
while [[ $1 == [A-Za-z_]*=* ]]; do environment+=("$1"); shift; done
if [ "$login" ]; then
    cd "$home" || exit 1
    set -- "$user_shell" -l ${1:+-c "$*"}
elif [ "$shell" ]; then
    set -- "$user_shell" ${1:+-c "$*"}
fi
(($#)) || fail "a command is required"
[[ $1 == */* ]] || type -P "$1" >/dev/null || fail "$1: command not found"
if [ ! "$keep" ]; then environment=(-i "${environment[@]}"); fi
exec setpriv --reuid "$uid" --regid "$gid" --init-groups env "${environment[@]}" "$@"

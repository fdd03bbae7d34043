#!/bin/bash
# Creates a machine's root file system in a tmpfs, makes it the root directory and becomes the init process.
# Runs as root in new namespaces: mount, UTS, IPC and PID, and for an ordinary user also a user namespace.
#   set-up-root.sh DIRECTORY TOKEN NAME EXECUTABLE [LIBRARY-DIRECTORY...]
set -eu
umask 022
directory=$1 token=$2 name=$3 executable=$4
shift 4

# A machine whose outermost process is not recorded could never be stopped. Without the release token it ends here.
until read -r released 2>/dev/null <"$directory/released" && [ "$released" = "$token" ]; do
    if [ ! -e "$directory/machine.json" ] || ((SECONDS >= 10)); then
        echo "never released" >&2
        exit 1
    fi
    sleep 0.01
done

# /proc is still the host's, so this is the id of this process on the host.
read -r -a stat </proc/self/stat
identity="${stat[0]} ${stat[21]}"
exec 9>"$directory/launched"

root=$directory/root
# Without nosuid, because sudo is a script whose interpreter is a set-uid shell.
mount -t tmpfs -o mode=755 machine "$root"
cd "$root"
mkdir -p dev/pts dev/shm etc home host media mnt opt/machine proc root run/sshd srv sys tmp \
    usr/bin usr/host usr/local/{bin,lib,sbin,share} var/{cache,lib,log,mail,spool,tmp}
chmod 1777 dev/shm tmp var/tmp

# shared SOURCE TARGET: mounts a directory of the host read-only. In a user namespace the kernel refuses to change the
# flags of the host's mounts; there the host's files belong to ids that the machine does not have, so that it can't
# write to them in any case.
read -r _ _ ids </proc/self/uid_map
if [ "$ids" = 4294967295 ]; then sharing=rbind,ro; else sharing=rbind; fi
shared() {
    mkdir -p ".$2"
    mount -o $sharing "$1" ".$2"
}

links=()
for entry in /bin /sbin /lib /lib32 /lib64 /libx32 /usr/*; do
    case $entry in
    /usr/bin | /usr/host | /usr/local) ;;
    *) if [ -L "$entry" ]; then links+=("$entry"); elif [ -d "$entry" ]; then shared "$entry" "$entry"; fi ;;
    esac
done
cp -P --parents "${links[@]}" .
# /usr/bin is a directory of links to the host's programs, so that scripts can replace some of them.
shared /usr/bin /usr/host
(cd /usr/bin && printf '/usr/host/%s\0' *) | xargs -0 ln -s -t usr/bin
rm -f usr/bin/{apt,apt-cache,apt-get,bun,bunx,claude,cloud-init,curl,docker,gh,git,jq,node,npm,npx,unzip,wget} \
    usr/bin/{hostnamectl,journalctl,localectl,loginctl,sudo,systemctl,systemd-run,timedatectl}
# The GitHub CLI's installation instructions write its key here.
mount -t tmpfs -o mode=755 keyrings usr/share/keyrings 2>/dev/null || :

for device in null zero full random urandom tty; do
    : >"dev/$device"
    mount --bind "/dev/$device" "dev/$device"
done
mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts dev/pts
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
ln -s /proc/self/fd/0 dev/stdin
ln -s /proc/self/fd/1 dev/stdout
ln -s /proc/self/fd/2 dev/stderr
mount -t proc proc proc

settings=()
for entry in alternatives bash.bashrc ca-certificates.conf debian_version host.conf hosts inputrc ld.so.cache \
    ld.so.conf ld.so.conf.d localtime login.defs mime.types os-release profile protocols resolv.conf services \
    shells skel ssl/certs ssl/openssl.cnf timezone; do
    if [ -r "/etc/$entry" ]; then settings+=("/etc/$entry"); fi
done
cp -a --no-preserve=ownership --parents "${settings[@]}" .
mkdir -p etc/apt/{keyrings,sources.list.d} etc/pam.d etc/profile.d etc/ssh etc/sudoers.d etc/systemd/system
echo "$name" >etc/hostname
hostname "$name"
printf '127.0.1.1 %s %s\n' "$name" "${name%%.*}" >>etc/hosts
cat >etc/passwd <<-END
	root:x:0:0:root:/root:/bin/bash
	daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
	sshd:x:101:65534::/run/sshd:/usr/sbin/nologin
	nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
	END
cat >etc/group <<-END
	root:x:0:
	daemon:x:1:
	adm:x:4:
	tty:x:5:
	mail:x:8:
	sudo:x:27:
	shadow:x:42:
	utmp:x:43:
	users:x:100:
	systemd-journal:x:999:
	nogroup:x:65534:
	END
printf '%s:*:20000:0:99999:7:::\n' root daemon sshd nobody >etc/shadow
chmod 640 etc/shadow
printf 'passwd: files\ngroup: files\nshadow: files\nhosts: files dns\n' >etc/nsswitch.conf
printf '%s\n' 'auth sufficient pam_rootok.so' 'auth required pam_deny.so' 'account required pam_permit.so' \
    'password required pam_deny.so' 'session required pam_permit.so' >etc/pam.d/other
cp -r etc/skel/. root/
chmod 700 root

# The simulator's own programs.
machine=opt/machine
cp -r "$directory/stand-ins" "$directory/machine.json" "$directory/user-data" $machine/
if [ -n "$(find -L "$executable" -perm -o=rx)" ]; then
    : >$machine/hetzner-sim
    mount --bind "$executable" $machine/hetzner-sim
else
    install -m 755 "$executable" $machine/hetzner-sim
fi
for entry; do shared "$entry" "$entry"; done
install -m 4755 /usr/bin/bash $machine/root-shell
for program in cloud-init journalctl systemctl; do
    printf '#!/bin/sh\nexec /opt/machine/hetzner-sim machine inside %s "$@"\n' $program >usr/bin/$program
    chmod 755 usr/bin/$program
done
for program in sudo apt-get; do cp $machine/stand-ins/$program.sh usr/bin/$program; done
ln -s apt-get usr/bin/apt

pivot_root . host
cd /
umount -l /host
rmdir /host
echo "$identity" >&9
exec 9>&-
exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    /opt/machine/hetzner-sim machine inside init

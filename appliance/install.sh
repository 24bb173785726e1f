#!/bin/sh
# install.sh [--root DIR]: puts the appliance files of this folder into the system and makes udev and
# systemd read them. Run as root; may be run again at any time. With --root DIR the files go below DIR
# and nothing is reloaded. It starts nothing: `systemctl enable --now satriel` does.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=
case ${1-} in
  '') ;;
  --root) root=${2:?--root needs a folder} ;;
  *) echo "usage: install.sh [--root DIR]" >&2; exit 2 ;;
esac

put() { install -D -m 0644 "$here/$1" "$root$2/${3-$1}"; }
put 70-satriel.rules /etc/udev/rules.d
put satriel.sysusers.conf /etc/sysusers.d satriel.conf
put satriel.service /etc/systemd/system
install -d -m 0755 "$root/etc/satriel"

[ -z "$root" ] || exit 0
systemd-sysusers /etc/sysusers.d/satriel.conf
systemctl daemon-reload
udevadm control --reload
udevadm trigger --subsystem-match=tty --subsystem-match=usbmisc --subsystem-match=hidraw --action=add
udevadm settle --timeout=10

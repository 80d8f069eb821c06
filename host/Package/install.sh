#!/bin/sh
# Copies this release into a folder: programs, manual pages, completions and, for the whole system, the files for udev and systemd.
#
#   ./install.sh [--prefix FOLDER] [--no-system]     FOLDER is /usr/local unless said; --no-system leaves udev, systemd and groups alone
set -eu
here=$(cd "$(dirname "$0")" && pwd)
prefix=/usr/local
system=yes
while [ $# -gt 0 ]; do
    case "$1" in
        --prefix) [ $# -gt 1 ] || { echo "install.sh: --prefix needs a folder" >&2; exit 2; }; prefix=$2; shift ;;
        --no-system) system=no ;;
        *) echo "install.sh: '$1' is unknown; it takes --prefix FOLDER and --no-system" >&2; exit 2 ;;
    esac
    shift
done

mkdir -p "$prefix/bin" "$prefix/lib" "$prefix/share"
prefix=$(cd "$prefix" && pwd)
rm -rf "$prefix/lib/holdfast"
cp -R "$here/lib/holdfast" "$prefix/lib/"
cp -R "$here/share/." "$prefix/share/"
ln -sf ../lib/holdfast/holdfast "$prefix/bin/holdfast"

if [ "$system" = yes ] && [ "$(id -u)" = 0 ]; then
    getent group holdfast > /dev/null || groupadd --system holdfast
    install -D -m 644 "$here/system/holdfast.rules" /etc/udev/rules.d/60-holdfast.rules
    install -D -m 644 "$here/system/modules.conf" /etc/modules-load.d/holdfast.conf
    install -D -m 644 "$here/system/lightningd.conf" /etc/systemd/system/lightningd.service.d/holdfast.conf
    if command -v udevadm > /dev/null; then udevadm control --reload && udevadm trigger --subsystem-match=tty || true; fi
    if [ -d /run/systemd/system ]; then systemctl daemon-reload; fi
    echo "Installed into $prefix, with the files for udev and systemd."
else
    echo "Installed into $prefix. The files for udev and systemd are in $here/system; they were not installed."
fi
case ":$PATH:" in
    *":$prefix/bin:"*) ;;
    *) echo "$prefix/bin is not in your PATH: add it, or call $prefix/bin/holdfast." ;;
esac
echo "Next: holdfast devices, then holdfast init, then these lines in lightningd's configuration:"
echo "  subdaemon=hsmd:$prefix/lib/holdfast/holdfast-hsmd"
echo "  subdaemon=channeld:$prefix/lib/holdfast/holdfast-channeld"
echo "  plugin=$prefix/lib/holdfast/holdfast-plugin"
echo "holdfast doctor install says what is still missing."

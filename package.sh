#!/usr/bin/env bash
# Makes the release of the programs for the node's computer: a folder, a tarball, a Debian package and SHA256SUMS in artifacts/package. The same sources
# give the same bytes. host/Package/README.md says what is inside and how it is installed.
#
#   ./package.sh                    native programs for linux-x64: no .NET is needed where they run
#   ./package.sh linux-arm64        the same for arm64; needs gcc-aarch64-linux-gnu and the compiler package of .NET for it, and says so
#   ./package.sh --portable         programs for the .NET 10 runtime of the machine, for systems without a native release
#   ./package.sh --nuget            the NuGet packages of IntentLog, Conformance and holdfast as a tool, with their symbols
#   --output FOLDER                 another folder
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_UI_LANGUAGE=en DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 LC_ALL=C TZ=UTC
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-1735689600}
umask 022

fail() {
    echo "package.sh: $*" >&2
    exit 1
}

rid=linux-x64
form=native
output=artifacts/package
while [ $# -gt 0 ]; do
    case "$1" in
        linux-x64 | linux-arm64) rid=$1 ;;
        --portable) form=portable ;;
        --nuget) form=nuget ;;
        --output) [ $# -gt 1 ] || fail "--output needs a folder"; output=$2; shift ;;
        *) fail "'$1' is unknown; the first lines of this script list what it takes" ;;
    esac
    shift
done

version=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)
mkdir -p "$output"
output=$(cd "$output" && pwd)
# What the programs and these pages send their readers to.
documents="RECOVERY.md GLOSSARY.md boards/README.md firmware/README.md firmware/Policy/RULES.md firmware/Policy/TAGS.md firmware/Secrets/README.md
    host/Channeld/README.md host/HeldPayments/README.md host/HsmdBridge/README.md host/JitChannels/README.md host/Plugin/README.md host/Watchtowers/README.md"
programs="HsmdBridge:holdfast-hsmd Plugin:holdfast-plugin Channeld:holdfast-channeld Tool:holdfast Dashboard:holdfast-dashboard"

if [ "$form" = nuget ]; then
    # One after the other, each with the identity that its project file has: one identity for all would be that of every project which is built on the way.
    for room in IntentLog Conformance Tool; do
        dotnet pack "host/$room/$room.csproj" -c Release -p:HoldfastNuGet=true -v q -o "$output"
    done
    ls "$output"
    exit 0
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The native compiler is a package of each version of .NET. A feed that lacks it for .NET 10 has it for .NET 9 perhaps: the same sources, compiled against the
# older framework. What was used is said, because .NET 9 gets no corrections any more.
framework=()
native_options() {
    # As a property: the option -r of restore would be another one, for which the lock files of the ordinary build are rewritten.
    local options=("-p:RuntimeIdentifier=$rid" -p:PublishAot=true)
    if [ "$rid" = linux-arm64 ] && [ "$(uname -m)" != aarch64 ]; then
        # The native compiler tells every linker for another system its target as clang wants it. gcc for arm64 knows no other target, and does not know the option.
        cat > "$work/link-arm64" << 'LINK'
#!/bin/bash
for option in "$@"; do
    case "$option" in --target=*) ;; *) kept+=("$option") ;; esac
done
exec aarch64-linux-gnu-gcc "${kept[@]}"
LINK
        chmod 755 "$work/link-arm64"
        options+=("-p:CppCompilerAndLinker=$work/link-arm64" -p:ObjCopyName=aarch64-linux-gnu-objcopy)
    fi
    printf '%s\n' "${options[@]}"
}

find_framework() {
    mapfile -t options < <(native_options)
    if dotnet restore host/Channeld "${options[@]}" -v q > "$work/restore.net10" 2>&1; then
        echo "native compiler: .NET 10"
    elif dotnet restore host/Channeld "${options[@]}" -p:HoldfastFramework=net9.0 -v q > "$work/restore.net9" 2>&1; then
        framework=(-p:HoldfastFramework=net9.0)
        echo "native compiler: .NET 9, because this package feed has none of .NET 10 for $rid"
    else
        grep -h error "$work"/restore.* | head -n 4 >&2 || true
        fail "the native compiler for $rid is in no package feed of this machine; ./package.sh --portable needs none"
    fi
    if [ "$rid" = linux-arm64 ] && [ "$(uname -m)" != aarch64 ] && ! command -v aarch64-linux-gnu-gcc > /dev/null; then
        fail "the linker for arm64 is missing: sudo apt-get install gcc-aarch64-linux-gnu"
    fi
}

publish_native() {
    find_framework
    for program in $programs; do
        echo "publishing ${program#*:}"
        dotnet publish "host/${program%:*}" -c Release "${options[@]}" ${framework[@]+"${framework[@]}"} -o "$work/${program%:*}" -v q
        install -m 755 "$work/${program%:*}/${program#*:}" "$root/lib/holdfast/${program#*:}"
    done
    install -m 644 "$work/HsmdBridge/libe_sqlite3.so" "$root/lib/holdfast/libe_sqlite3.so"
    notices=$(ls -d "${NUGET_PACKAGES:-$HOME/.nuget/packages}"/runtime.linux-*.microsoft.dotnet.ilcompiler/*/THIRD-PARTY-NOTICES.TXT 2> /dev/null | tail -n 1 || true)
    [ -z "$notices" ] || install -D -m 644 "$notices" "$root/share/doc/holdfast/dotnet-notices.txt"
}

# All programs share one folder of assemblies. SQLite's library is beside them for every system that it has one for.
publish_portable() {
    for program in $programs; do
        echo "publishing ${program#*:}"
        dotnet publish "host/${program%:*}" -c Release -p:UseAppHost=false -p:DebugType=none -o "$root/lib/holdfast/dotnet" -v q
        install -m 755 host/Package/launch.sh "$root/lib/holdfast/${program#*:}"
    done
    rm -f "$root"/lib/holdfast/dotnet/*.xml "$root"/lib/holdfast/dotnet/*.pdb
}

name=holdfast-$version-$rid
[ "$form" = native ] || name=holdfast-$version-portable
root=$output/$name
rm -rf "$root" "$root".tar.gz
mkdir -p "$root/lib/holdfast" "$root/system" "$root/share/doc/holdfast" "$root/share/man/man1" "$root/share/bash-completion/completions" "$root/share/fish/vendor_completions.d"
"publish_$form"

# Manual pages and completions come from the commands themselves: from the packaged program where it runs here.
tool=("$root/lib/holdfast/holdfast")
"${tool[@]}" --version > /dev/null 2>&1 || tool=(dotnet run --project host/Tool -c Release --)
"${tool[@]}" manual "$root/share/man/man1"
"${tool[@]}" completions bash > "$root/share/bash-completion/completions/holdfast"
"${tool[@]}" completions fish > "$root/share/fish/vendor_completions.d/holdfast.fish"
gzip -9n "$root"/share/man/man1/*.1
cp host/Package/README.md LICENSE host/Package/licences.txt host/Package/holdfast.rules host/Package/lightningd.conf "$root/share/doc/holdfast/"
for document in $documents; do
    install -D -m 644 "$document" "$root/share/doc/holdfast/$document"
done
cp host/Package/{holdfast.rules,lightningd.conf,modules.conf} "$root/system/"
cp host/Package/Containerfile "$root/"
install -m 755 host/Package/install.sh "$root/install.sh"

chmod -R u=rwX,go=rX "$root"
find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
tar --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner --format=gnu -C "$output" -cf - "$name" | gzip -9n > "$output/$name.tar.gz"

# The same files where Debian wants them.
make_deb() {
    local tree=$work/deb architecture=amd64 depends=", libssl3t64 | libssl3"
    [ "$rid" = linux-x64 ] || architecture=arm64
    mkdir -p "$tree/DEBIAN" "$tree/usr/bin" "$tree/usr/lib"
    cp -a "$root/lib/holdfast" "$tree/usr/lib/"
    cp -a "$root/share" "$tree/usr/"
    ln -s ../lib/holdfast/holdfast "$tree/usr/bin/holdfast"
    install -D -m 644 host/Package/holdfast.rules "$tree/usr/lib/udev/rules.d/60-holdfast.rules"
    install -D -m 644 host/Package/modules.conf "$tree/usr/lib/modules-load.d/holdfast.conf"
    install -D -m 644 host/Package/lightningd.conf "$tree/usr/lib/systemd/system/lightningd.service.d/holdfast.conf"
    install -m 755 host/Package/postinst "$tree/DEBIAN/postinst"
    sed -e "s/@VERSION@/$version/; s/@ARCHITECTURE@/$architecture/; s/@DEPENDS@/$depends/; s/@SIZE@/$(find "$tree/usr" -type f -printf '%s\n' | awk '{ s += $1 } END { print int((s + 1023) / 1024) }')/" \
        host/Package/control > "$tree/DEBIAN/control"
    (cd "$tree" && find usr -type f -printf '%P\n' | sort | sed 's:^:usr/:' | xargs md5sum) > "$tree/DEBIAN/md5sums"
    chmod 644 "$tree/DEBIAN/control" "$tree/DEBIAN/md5sums"
    find "$tree" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
    dpkg-deb --root-owner-group -Zxz --build "$tree" "$output/holdfast_${version}_$architecture.deb" > /dev/null
}

if [ "$form" = native ]; then
    if command -v dpkg-deb > /dev/null; then make_deb; else echo "no Debian package: dpkg-deb is not installed"; fi
fi

(cd "$output" && sha256sum -- *.tar.gz *.deb 2> /dev/null > SHA256SUMS || true; cat SHA256SUMS)

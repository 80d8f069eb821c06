#!/bin/sh
# Stands for a program of Holdfast in a release that needs the .NET runtime of this machine (package.sh --portable). A process without permission to make
# code at run time dies in the runtime with SIGSEGV before the first line of the program, so it is tried here first, and the reason is said.
self=$(readlink -f "$0")
folder=$(dirname "$self")/dotnet
name=$(basename "$self")
dotnet=${DOTNET_ROOT:+$DOTNET_ROOT/dotnet}
[ -x "$dotnet" ] || dotnet=$(command -v dotnet)
if [ -z "$dotnet" ]; then
    echo "$name: this release needs the .NET 10 runtime, and dotnet is neither in PATH nor in DOTNET_ROOT; install it, or use the native release" >&2
    exit 2
fi

# The runtime says nothing useful itself, nor does the shell, and a program that never ran needs no dump.
code=0
{ (ulimit -c 0; DOTNET_DbgEnableMiniDump=0 "$dotnet" "$folder/holdfast-hsmd.dll" --help; exit $?) < /dev/null > /dev/null || code=$?; } 2> /dev/null
if [ "$code" -ge 128 ]; then
    echo "$name: the .NET runtime cannot run here (signal $((code - 128))): the service forbids memory that is written and executed;" \
        "set MemoryDenyWriteExecute=false in lightningd's unit, or use the native release, which needs no change" >&2
    exit 2
fi

exec "$dotnet" "$folder/$name.dll" "$@"

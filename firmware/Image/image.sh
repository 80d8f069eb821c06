#!/usr/bin/env bash
# Judges what a build of an image has resolved, and prints what its owner has to run. It builds nothing, signs nothing and burns nothing.
#
#   image.sh lint production|development SDKCONFIG KCONFIG     the configurations that the build resolved, not those that went in
#   image.sh partitions CSV FLASH-MEGABYTES [IMAGE]            the table, and whether the image fits its slot with 15 % to spare
#   image.sh keys --dry-run                                    commands for signing keys and eFuses, with what each burns for ever
#   image.sh sign --dry-run IMAGE KEY [KEY [KEY]]              commands that sign an image elsewhere
#
# README.md beside this file has the order in which an owner goes. Exit code 0: nothing was found.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

fail() {
    echo "image.sh: $1" >&2
    exit 2
}

# Every setting of $1 must be in $2 as it stands; "is not set" is also true of a name that is absent.
required() {
    awk -v file="$2" '
        FNR == NR { if ($0 != "") { have[$0] = 1; name = $0; sub(/^# /, "", name); sub(/[= ].*/, "", name); if ($0 !~ /^# /) { on[name] = $0 } } next }
        /^CONFIG_/ && !($0 in have) { print file ": missing: " $0; bad = 1 }
        /^# CONFIG_[A-Z0-9_]+ is not set$/ { if ($2 in on) { print file ": must be off: " on[$2]; bad = 1 } }
        END { exit bad }' "$2" "$1"
}

# Nothing that $1 forbids may be on in $2.
forbidden() {
    awk -v file="$2" '
        FNR == NR { if ($0 !~ /^#/ && NF > 1) { pattern[++count] = $1; why = $0; sub(/^[^ ]+ +/, "", why); reason[count] = why } next }
        /^CONFIG_/ {
            name = $0; sub(/=.*/, "", name); value = $0; sub(/^[^=]*=/, "", value)
            if (value == "n" || value == "\"\"") { next }
            for (i = 1; i <= count; i++) {
                stem = pattern[i]; star = sub(/\*$/, "", stem)
                if (name == stem || (star && index(name, stem) == 1)) { print file ": forbidden: " $0 " (" reason[i] ")"; bad = 1 }
            }
        }
        END { exit bad }' "$1" "$2"
}

lint() {
    [ $# -eq 3 ] || fail "lint needs a variant and two files"
    case "$1" in production | development) ;; *) fail "the variants are production and development" ;; esac
    [ -s "$2" ] && [ -s "$3" ] || fail "a configuration that is missing or empty proves nothing"
    local found=0
    required "$here/sdkconfig.$1" "$2" || found=1
    forbidden "$here/forbidden.$1" "$2" || found=1
    required "$here/kconfig.production" "$3" || found=1
    [ $found -eq 0 ] && echo "$1: nothing was found"
    return $found
}

partitions() {
    [ $# -ge 2 ] && [ -s "$1" ] || fail "partitions needs a table and the size of the flash in megabytes"
    local flash=$(($2 * 1024 * 1024)) image=0 found=0 name type subtype offset size flags
    local next=$((0xa000)) slots="" encrypted="" slot=0
    [ $# -lt 3 ] || image=$(wc -c < "$3")
    say() { echo "$1"; found=1; }
    while IFS=, read -r name type subtype offset size flags; do
        name=${name// /} type=${type// /} subtype=${subtype// /} offset=${offset// /} size=${size// /} flags=${flags// /}
        case "$name" in '' | '#'*) continue ;; esac
        [[ "$offset" =~ ^0x[0-9a-fA-F]+$ && "$size" =~ ^0x[0-9a-fA-F]+$ ]] || { say "$name: offset and size are written out in hexadecimal"; continue; }
        [ $((offset)) -ge $next ] || say "$name: begins at $offset, before $(printf 0x%x $next)"
        next=$((offset + size))
        [ $next -le $flash ] || say "$name: ends behind the flash"
        [ $((offset % 4096)) -eq 0 ] && [ $((size % 4096)) -eq 0 ] || say "$name: not in blocks of 4 KB"
        case "$type/$subtype" in
            app/ota_0 | app/ota_1)
                slots="$slots$subtype "
                [ $((offset % 65536)) -eq 0 ] || say "$name: a signed image begins at a multiple of 64 KB"
                [ $slot -eq 0 ] || [ $((size)) -eq $slot ] || say "$name: the two slots differ"
                slot=$((size))
                [ $((image * 115)) -le $((size * 100)) ] || say "$name: an image of $image bytes does not fit with 15 % to spare"
                ;;
            app/*) say "$name: with anti-rollback there is no slot but ota_0 and ota_1" ;;
        esac
        [ "$name" != deploy ] || say "deploy: the application is in the signed image"
        [ "$flags" != encrypted ] || encrypted="$encrypted$name "
    done < "$1"
    [ "$slots" = "ota_0 ota_1 " ] || say "the slots are ota_0 and ota_1, in this order"
    for name in otadata nvs_keys config; do
        [[ " $encrypted" == *" $name "* ]] || say "$name: missing, or not encrypted"
    done
    [ $found -eq 0 ] && echo "${1##*/}: nothing was found"
    return $found
}

keys() {
    [ "${1:-}" = --dry-run ] || fail "keys only prints: say --dry-run"
    cat <<'TEXT'
# On a computer that is never online. Three keys: one in use, two for the day on which it is lost. Keep each in two places.
espsecure.py generate_signing_key --version 2 --scheme rsa3072 signing-0.pem
espsecure.py generate_signing_key --version 2 --scheme rsa3072 signing-1.pem
espsecure.py generate_signing_key --version 2 --scheme rsa3072 signing-2.pem
espsecure.py digest_sbv2_public_key --keyfile signing-0.pem --output digest-0.bin
espsecure.py digest_sbv2_public_key --keyfile signing-1.pem --output digest-1.bin
espsecure.py digest_sbv2_public_key --keyfile signing-2.pem --output digest-2.bin

# On the computer with the board (ESP32-S3). PORT is the board's. Rehearse everything first with: espefuse.py --chip esp32s3 --virt --path-efuse-file rehearsal.bin ...
espefuse.py --chip esp32s3 --port PORT summary

# BURNS FOR EVER: key block 0 to 2 name the only keys whose images this chip will ever start. A key cannot be replaced, only revoked.
espefuse.py --chip esp32s3 --port PORT burn_key BLOCK_KEY0 digest-0.bin SECURE_BOOT_DIGEST0
espefuse.py --chip esp32s3 --port PORT burn_key BLOCK_KEY1 digest-1.bin SECURE_BOOT_DIGEST1
espefuse.py --chip esp32s3 --port PORT burn_key BLOCK_KEY2 digest-2.bin SECURE_BOOT_DIGEST2

# BURNS FOR EVER: from here on an image without such a signature does not start. Not before a signed boot loader, table and image are on the flash.
espefuse.py --chip esp32s3 --port PORT burn_efuse SECURE_BOOT_EN

# The first start of the signed boot loader BURNS FOR EVER, by itself: a key for the flash that nobody ever sees, the end of plain text on the flash, the end of JTAG,
# the end of download mode (no new image over the cable in any other way than the application's own), and the write protection of these bits.
# Do not take the power away before it has finished: an interrupted encryption is a board for the bin.

# Each firmware that fixes a weakness BURNS FOR EVER, at its first confirmed start: one of 16 steps of the security version. Older images do not start any more.
TEXT
}

sign() {
    [ "${1:-}" = --dry-run ] || fail "sign only prints: say --dry-run"
    [ $# -ge 3 ] && [ $# -le 5 ] || fail "sign needs an image and one to three keys"
    local image=$2 key
    shift 2
    echo "# On the computer with the keys, which is never online. Compare the digest with that of a second build before you sign."
    echo "sha256sum $image"
    echo "espsecure.py sign_data --version 2 --keyfile $1 --output $image.signed $image"
    for key in "${@:2}"; do
        echo "espsecure.py sign_data --version 2 --keyfile $key --append_signatures $image.signed"
    done
    for key in "$@"; do
        echo "espsecure.py verify_signature --version 2 --keyfile $key $image.signed"
    done
}

command=${1:-}
[ $# -eq 0 ] || shift
case "$command" in
    lint | partitions | keys | sign) "$command" "$@" ;;
    *) fail "lint, partitions, keys or sign; see the head of this file" ;;
esac

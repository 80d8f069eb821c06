#!/bin/sh
# A handler for holdfast-plugin: payments below a limit are held, all others are refused.
#
#   htlc-handler=/path/to/accept-below.sh        (in lightningd's configuration; chmod +x this file)
#
# stdin is one line of JSON, the payload of the hook htlc_accepted. stdout is the verdict. What is written to stderr is in the node's log.
limit_msat=100000000

payload=$(cat)
amount=$(printf '%s' "$payload" | sed -n 's/.*"total_msat":"\{0,1\}\([0-9]\{1,18\}\)[^0-9].*/\1/p')
if [ -z "$amount" ]; then
    echo "there is no total_msat in the payload" >&2
    echo '{"result":"fail","failure_message":"400f"}'
elif [ "$amount" -lt "$limit_msat" ]; then
    echo '{"result":"hold"}'
else
    echo "refused: $amount msat" >&2
    echo '{"result":"fail","failure_message":"400f"}'
fi

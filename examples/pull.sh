#!/usr/bin/env bash
# Pulls all that the register shows you into a folder, one file a kind, one record a line, and proves it.
#
#     ./pull.sh https://register.example/api/v1/ folder
#
# Signed in: CURL_OPTIONS='--header "Authorization: Bearer …"'. It needs curl and jq.
set -euo pipefail
root=$1 folder=$2
mkdir -p "$folder"
get() { eval "curl --fail --silent --show-error ${CURL_OPTIONS:-} \"\$1\""; }

start=$(get "${root}changes/?start=1")
jq -r '.cursor' <<<"$start" >"$folder/cursor" # from here on, ${root}changes/?cursor=… tells what changed
jq -r '.lists | to_entries[] | .key as $kind | .value[] | "\($kind) \(.)"' <<<"$start" >"$folder/lists"
while read -r kind list; do
    next="${list}?limit=500"
    while [ "$next" != null ]; do
        page=$(get "$next")
        jq -c --arg list "$list" '.results[] | select(.url | startswith($list))' <<<"$page" >>"$folder/$kind.new"
        next=$(jq -r '.next' <<<"$page")
    done
done <"$folder/lists"

digests=$(get "${root}digest/")
wrong=0
for kind in $(cut -d ' ' -f 1 "$folder/lists" | uniq); do
    jq -cs 'sort_by(.id)[]' "$folder/$kind.new" >"$folder/$kind.jsonl"
    rm "$folder/$kind.new"
    own=$(jq -cS 'del(.freshness)' "$folder/$kind.jsonl" | sha256sum | cut -d ' ' -f 1)
    [ "$own" = "$(jq -r --arg kind "$kind" '.digests[$kind]' <<<"$digests")" ] || { echo "$kind differs" >&2; wrong=1; }
done
[ "$wrong" = 0 ] && echo "$(cat "$folder"/*.jsonl | wc -l) records, proven right"

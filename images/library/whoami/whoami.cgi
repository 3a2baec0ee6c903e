#!/bin/sh
# Who answers, and who asked: which container, with which addresses, and the request as it came.
printf 'Content-Type: text/plain\r\n\r\n'
echo "Hostname: $(hostname)"
ip -o addr show 2>/dev/null | while read -r _ _ family address _; do
    case "$family" in inet*) echo "IP: ${address%/*}" ;; esac
done
echo "RemoteAddr: $REMOTE_ADDR:$REMOTE_PORT"
echo "$REQUEST_METHOD $REQUEST_URI $SERVER_PROTOCOL"
env | sed -n 's/^HTTP_//p' | sort | while IFS='=' read -r name value; do
    echo "$name: $value"
done
[ -z "$WHOAMI_NAME" ] || echo "Name: $WHOAMI_NAME"

# Runs inside of a network namespace of its own, so the machine's rules are not touched and end with it. $1: node. $2: the server. $3: its ports.
# The others: rules, each the words that follow `iptables`.
set -ef
ip link set lo up
node=$1 server=$2 ports=$3
shift 3
for rule; do iptables $rule; done
# A closed connection is forgotten after a second instead of two minutes: with a new one for each request the table would be full.
echo 1 2>/dev/null >/proc/sys/net/netfilter/nf_conntrack_tcp_timeout_time_wait || :
for port in $ports; do PORT=$port "$node" "$server" & done
wait

# Runs inside of a network namespace of its own, so the machine's rules are not touched and end with it. $1: node. $2: the server. $3: how many.
# A connection to port 3000 goes to one of the servers in turn: the first rule takes every third of three, the second every second of the
# two thirds that are left, the last one all that remains. Packets of the machine itself pass OUTPUT, never PREROUTING.
set -e
ip link set lo up
i=0
while [ $i -lt "$3" ]; do
  iptables --table nat --append OUTPUT --protocol tcp --destination 127.0.0.1 --dport 3000 \
    --match statistic --mode nth --every $(($3 - i)) --packet 0 --jump REDIRECT --to-ports $((3001 + i))
  i=$((i + 1))
done
# A closed connection is forgotten after a second instead of two minutes: with a new one for each request the table would be full.
echo 1 2>/dev/null >/proc/sys/net/netfilter/nf_conntrack_tcp_timeout_time_wait || :
while [ $i -gt 0 ]; do
  PORT=$((3000 + i)) "$1" "$2" &
  i=$((i - 1))
done
wait

import { behindIptables } from '../iptables.ts';

// The first rule takes every third connection of three, the second every second of the two thirds that are left, the last one all that
// remains. For what the machine sends to itself `nat` is asked in OUTPUT, and not in PREROUTING.
export default behindIptables(
  'iptables',
  'no balancer at all: a rule of the kernel sends each new connection to the next of several single processes',
  (port, ports) =>
    ports.map((own, i) =>
      [
        `--table nat --append OUTPUT --protocol tcp --destination 127.0.0.1 --dport ${port}`,
        `--match statistic --mode nth --every ${ports.length - i} --packet 0 --jump REDIRECT --to-ports ${own}`,
      ].join(' '),
    ),
);

import { type Balancer, type Explanation, print } from '#given/balancers.ts';

/** nginx takes the connections of clients, and hands each request to the next process. */
export function nginxConfiguration(port: number, ports: readonly number[]): string {
  return `
upstream processes {
  ${ports.map((each) => `server 127.0.0.1:${each};`).join('\n  ')}
  keepalive 32; # so many idle connections may stay open, to all processes together
}
server {
  listen 127.0.0.1:${port};
  location / {
    proxy_pass http://processes;
    # A connection can be kept if it is HTTP/1.1 and nobody says "Connection: close". (nginx before 1.29.7 does neither by itself.)
    proxy_http_version 1.1;
    proxy_set_header Connection '';
    # The processes have nginx as their client. So it tells them who asks, and for which host. What a client says of itself is not passed on.
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header Host $host;
  }
}`;
}

/** A rule a process. The kernel asks them in this order, and only for the first packet of a connection. */
export function iptablesRules(port: number, ports: readonly number[]): string[] {
  // For what this machine sends to itself `nat` is asked in OUTPUT, and not in PREROUTING. Only what is for 127.0.0.1: other machines have such a port, too.
  const connection = `--table nat --append OUTPUT --protocol tcp --destination 127.0.0.1 --dport ${port}`;
  return ports.map((each, i) => {
    // A rule sees only what those before it have left. Of three, the first takes every third, the second every second of what is left.
    const every = ports.length - i;
    return `${connection} --match statistic --mode nth --every ${every} --packet 0 --jump REDIRECT --to-ports ${each}`;
  });
}

/** What each of them does, and what follows from it. */
const explanations: Record<Balancer, Explanation> = {
  // The primary accepts, reads nothing, and gives the open connection away. It hears of a worker's end.
  cluster: { unit: 'connection', caller: 'client', turnOfTheDead: 'another process' },
  // It reads each request and asks a process itself. When that one doesn't answer, it asks the next.
  nginx: { unit: 'request', caller: 'balancer', turnOfTheDead: 'another process' },
  // The kernel rewrites the address on packets, and knows nothing of processes.
  iptables: { unit: 'connection', caller: 'client', turnOfTheDead: 'a refusal' },
};

export const explain = (balancer: Balancer): Explanation => explanations[balancer];

await print(import.meta, { nginxConfiguration, iptablesRules });

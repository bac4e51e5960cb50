import { type Balancer, type Explanation, print } from '#given/balancers.ts';

/** The `upstream` and the `server` of nginx. What stands here puts nginx before the first process alone. */
export function nginxConfiguration(port: number, ports: readonly number[]): string {
  // TODO Hand each request to the next of all processes: an upstream that names them.
  // TODO Keep the connections to the processes, and ask again over them.
  return `
server {
  listen 127.0.0.1:${port};
  location / {
    proxy_pass http://127.0.0.1:${ports[0]};
  }
}`;
}

/** The words after `iptables`, for each rule. What stands here sends all connections to the first process. */
export function iptablesRules(port: number, ports: readonly number[]): string[] {
  // TODO Send one connection after another to each of the processes in turn: a rule for each process.
  return [`--table nat --append OUTPUT --protocol tcp --dport ${port} --jump REDIRECT --to-ports ${ports[0]}`];
}

/** What each of them does, as it is seen from outside. */
const explanations: Record<Balancer, Explanation> = {
  // TODO These three can't all be the same. What do you expect, and what have you seen?
  cluster: { unit: 'connection', caller: 'client', turnOfTheDead: 'a refusal' },
  nginx: { unit: 'connection', caller: 'client', turnOfTheDead: 'a refusal' },
  iptables: { unit: 'connection', caller: 'client', turnOfTheDead: 'a refusal' },
};

export const explain = (balancer: Balancer): Explanation => explanations[balancer];

await print(import.meta, { nginxConfiguration, iptablesRules });

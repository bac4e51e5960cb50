import { type Balancer, type Explanation, print } from '#given/balancers.ts';

// A list of lines, the short names of iptables, DNAT instead of REDIRECT, and whoever has the fewest requests is next.

const set = (name: string, value: string) => `proxy_set_header ${name} ${value};`;

export const nginxConfiguration = (port: number, ports: readonly number[]): string =>
  [
    'upstream node {',
    'zone node 64k;',
    'least_conn;',
    ...ports.map((each) => `server 127.0.0.1:${each} max_fails=1 fail_timeout=5s;`),
    `keepalive ${4 * ports.length};`,
    '}',
    `server { listen ${port}; server_name _;`,
    'proxy_http_version 1.1;',
    set('Connection', '""'),
    set('Host', '$http_host'),
    set('X-Forwarded-For', '$proxy_add_x_forwarded_for'),
    'location / { proxy_pass http://node; proxy_next_upstream error timeout; } }',
  ].join('\n');

export function iptablesRules(port: number, ports: readonly number[]): string[] {
  const left = [...ports];
  const rules: string[] = [];
  for (let to = left.pop(); to !== undefined; to = left.pop()) {
    const some = left.length > 0 ? `-m statistic --mode nth --every ${left.length + 1} --packet ${left.length}` : '';
    rules.push(`-t nat -A OUTPUT -p tcp -o lo --dport ${port} ${some} -j DNAT --to-destination 127.0.0.1:${to}`);
  }
  return rules;
}

export function explain(balancer: Balancer): Explanation {
  const readsRequests = balancer === 'nginx';
  return {
    unit: readsRequests ? 'request' : 'connection',
    caller: readsRequests ? 'balancer' : 'client',
    turnOfTheDead: balancer === 'iptables' ? 'a refusal' : 'another process',
  };
}

await print(import.meta, { nginxConfiguration, iptablesRules });

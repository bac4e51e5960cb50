import { type Balancer, type Explanation, print } from '#given/balancers.ts';

// Each rule is put before the others, so the last one that is inserted is asked first: it takes every third of three.

export function nginxConfiguration(port: number, ports: readonly number[]): string {
  let servers = '';
  for (const each of ports) servers += `server 127.0.0.1:${each};\n`;
  return `
    upstream "every-core" { ${servers} keepalive 16; keepalive_timeout 30s; }
    map $http_upgrade $keep_or_upgrade { default ''; websocket upgrade; }
    server {
      listen 127.0.0.1:${port};
      location / {
        proxy_pass http://every-core;
        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection $keep_or_upgrade;
        proxy_set_header Host $host:$server_port;
        proxy_set_header X-Real-IP $remote_addr;
        proxy_set_header X-Forwarded-For $remote_addr;
      }
    }`;
}

export function iptablesRules(port: number, ports: readonly number[]): string[] {
  const rule = '--table nat --insert OUTPUT --protocol tcp --match addrtype --dst-type LOCAL --match tcp';
  return ports.map(
    (each, i) =>
      `${rule} --destination-port ${port} --match statistic --mode nth --every ${i + 1} --packet 0 --jump REDIRECT --to-ports ${each}`,
  );
}

class Explained implements Explanation {
  readonly unit;
  readonly caller;
  readonly turnOfTheDead;

  constructor(unit: Explanation['unit'], caller: Explanation['caller'], turnOfTheDead: Explanation['turnOfTheDead']) {
    this.unit = unit;
    this.caller = caller;
    this.turnOfTheDead = turnOfTheDead;
  }
}

const known = new Map<Balancer, Explained>([
  ['cluster', new Explained('connection', 'client', 'another process')],
  ['nginx', new Explained('request', 'balancer', 'another process')],
  ['iptables', new Explained('connection', 'client', 'a refusal')],
]);

export const explain = (balancer: Balancer): Explanation => known.get(balancer) as Explanation;

await print(import.meta, { nginxConfiguration, iptablesRules });

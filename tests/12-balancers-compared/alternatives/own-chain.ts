import { type Balancer, type Explanation, print } from '#given/balancers.ts';

// A chain of its own for the rules, which what comes to the port is led to: there the rules need not ask for it again.

export function nginxConfiguration(port: number, ports: readonly number[]): string {
  const lines = ['upstream app {'];
  for (const each of ports) lines.push(`  server localhost:${each};`);
  lines.push('  keepalive 64;', '  keepalive_requests 10000;', '}');
  lines.push('proxy_http_version 1.1;', 'proxy_set_header Connection "";', 'proxy_set_header Host $http_host;');
  lines.push('proxy_set_header X-Forwarded-For "$http_x_forwarded_for, $remote_addr";');
  lines.push(`server { listen 127.0.0.1:${port}; location / { proxy_pass http://app; } }`);
  return lines.join('\n');
}

export function iptablesRules(port: number, ports: readonly number[]): string[] {
  const rules = ['-t nat -N every-core', `-t nat -A OUTPUT -d 127.0.0.1/32 -p tcp --dport ${port} -j every-core`];
  ports.forEach((each, i) => {
    const isLast = i === ports.length - 1;
    const some = isLast ? '' : ` -m statistic --mode nth --every ${ports.length - i} --packet 0`;
    rules.push(`-t nat -A every-core -p tcp${some} -j REDIRECT --to-ports ${each}`);
  });
  return rules;
}

export function explain(balancer: Balancer): Explanation {
  switch (balancer) {
    case 'cluster':
      return { unit: 'connection', caller: 'client', turnOfTheDead: 'another process' };
    case 'nginx':
      return { unit: 'request', caller: 'balancer', turnOfTheDead: 'another process' };
    default:
      return { unit: 'connection', caller: 'client', turnOfTheDead: 'a refusal' };
  }
}

await print(import.meta, { nginxConfiguration, iptablesRules });

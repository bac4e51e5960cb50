// Given: what surrounds balancers.ts. The lines of nginx that no lesson is about, and what there is to explain.
import { parseArgs } from 'node:util';
import { exitSaying } from './exit-saying.ts';
import { isMain } from './is-main.ts';

/** What hands the work to several processes: the module of Node's, under round robin, and the two that you configure. */
export type Balancer = 'cluster' | 'nginx' | 'iptables';

/** What a balancer does, as it is seen from outside. */
export interface Explanation {
  /** What is given to the next process, again and again. */
  unit: 'connection' | 'request';
  /** Whose connection it is that a process has: whose address it finds there. */
  caller: 'client' | 'balancer';
  /** A process has died, and nobody has replaced it. The next client would have been given to it: what does that client meet? */
  turnOfTheDead: 'another process' | 'a refusal';
}

/** What balancers.ts is made of. */
export interface Balancers {
  /** The `upstream` and the `server` of an nginx that listens on `port`, in front of processes that listen on `ports`. */
  nginxConfiguration(port: number, ports: readonly number[]): string;
  /** For each rule, the words that follow `iptables`: they bring connections to `port` of 127.0.0.1 to processes that listen on `ports`. */
  iptablesRules(port: number, ports: readonly number[]): string[];
}

/**
 * The whole configuration around the part that matters. So it needs no root, runs in front, keeps every file in the folder that
 * `nginx -p` names, and never reads the one of the system.
 */
export const aroundNginx = (part: string): string => `daemon off;
pid nginx.pid;
error_log stderr notice;
worker_processes 1; # each has turns of its own: one shows them best. On a server of your own: auto
events {}
http {
access_log off;
client_body_temp_path body;
proxy_temp_path proxy;
fastcgi_temp_path fastcgi;
uwsgi_temp_path uwsgi;
scgi_temp_path scgi;
${part}
}
`;

const usage = `npx tsx lessons/12-balancers-compared/balancers.ts     prints both for PORT and WEB_CONCURRENCY processes, on the ports after it`;

/** Prints what your functions give, if `module` is the file that was started; does nothing where it is imported. */
export async function print(module: ImportMeta, { nginxConfiguration, iptablesRules }: Balancers): Promise<void> {
  if (!isMain(module)) return;
  if (wantsHelp()) return console.log(usage);
  const { port } = await import('./port.ts'); // not above: whoever only imports balancers.ts needs no PORT
  const { workerCount } = await import('./worker-count.ts');
  const ports = Array.from({ length: workerCount }, (_, i) => port + 1 + i);
  console.log(aroundNginx(nginxConfiguration(port, ports)));
  for (const rule of iptablesRules(port, ports)) console.log(`iptables ${rule}`);
}

function wantsHelp(): boolean {
  try {
    return parseArgs({ options: { help: { type: 'boolean' } } }).values.help === true;
  } catch (error) {
    return exitSaying(`${(error as Error).message.split('. ')[0]}.\n${usage}`);
  }
}

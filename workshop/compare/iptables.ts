import type { Contender } from './contender.ts';
import { missingNamespace, ownNetwork } from './namespace.ts';
import { path, saidBy, server } from './programs.ts';

/** For each rule the words that follow `iptables`: they bring connections to `port` of 127.0.0.1 to processes that listen on `ports`. */
export type Rules = (port: number, ports: readonly number[]) => readonly string[];

/** Rules of the kernel in front of so many processes, all in a network namespace of their own: the machine's rules are not touched. */
export const behindIptables = (name: string, what: string, rules: Rules): Contender => ({
  name,
  what,
  role: 'contender',
  missing: missingNamespace,
  versions: async () => ({ iptables: /v([\d.]+)/.exec((await saidBy('iptables', ['--version'])) ?? '')?.[1] }),
  async start(place) {
    const port = 3000; // in this network nobody else has one
    const ports = Array.from({ length: place.processes }, (_, i) => port + 1 + i);
    const words = [...ownNetwork, 'sh', server('iptables.sh'), process.execPath, server('one.mjs'), ports.join(' '), ...rules(port, ports)];
    const pid = await place.run('unshare', words, { env: { PATH: path }, ready: /^listening$/m, times: place.processes });
    return { port, inside: ['nsenter', '--preserve-credentials', '--user', '--net', '--target', String(pid)] };
  },
});

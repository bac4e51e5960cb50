import type { Contender } from '../contender.ts';
import { missingNamespace, ownNetwork } from '../namespace.ts';
import { path, saidBy, server } from '../programs.ts';

export default {
  name: 'iptables',
  what: 'no balancer at all: a rule of the kernel sends each new connection to the next of several single processes',
  role: 'contender',
  missing: missingNamespace,
  versions: async () => ({ iptables: /v([\d.]+)/.exec((await saidBy('iptables', ['--version'])) ?? '')?.[1] }),
  async start(place) {
    const words = [...ownNetwork, 'sh', server('iptables.sh'), process.execPath, server('one.mjs'), String(place.processes)];
    const pid = await place.run('unshare', words, { env: { PATH: path }, ready: /^listening$/m, times: place.processes });
    return { port: 3000, inside: ['nsenter', '--preserve-credentials', '--user', '--net', '--target', String(pid)] };
  },
} satisfies Contender;

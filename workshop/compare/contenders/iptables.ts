import type { Contender } from '../contender.ts';
import { installed, path, saidBy, server } from '../programs.ts';

const own = ['--map-root-user', '--net'];

export default {
  name: 'iptables',
  what: 'no balancer at all: a rule of the kernel sends each new connection to the next of several single processes',
  role: 'contender',
  async missing() {
    if (process.platform !== 'linux') return 'iptables needs Linux';
    for (const [program, from] of Object.entries({ iptables: 'iptables', ip: 'iproute2', unshare: 'util-linux', nsenter: 'util-linux' })) {
      if (!installed(program)) return `${program} is not installed: apt-get install ${from}`;
    }
    const trial = 'iptables --table nat --append OUTPUT --protocol tcp --match statistic --mode nth --every 2 --packet 0 --jump REDIRECT';
    return (await saidBy('unshare', [...own, 'sh', '-c', `ip link set lo up && ${trial}`])) === undefined
      ? 'this system allows no rules in a network namespace of our own (user namespaces may be off): try it as root, or in a virtual machine'
      : undefined;
  },
  versions: async () => ({ iptables: /v([\d.]+)/.exec((await saidBy('iptables', ['--version'])) ?? '')?.[1] }),
  async start(place) {
    const words = [...own, 'sh', server('iptables.sh'), process.execPath, server('one.mjs'), String(place.processes)];
    const pid = await place.run('unshare', words, { env: { PATH: path }, ready: /^listening$/m, times: place.processes });
    return { port: 3000, inside: ['nsenter', '--preserve-credentials', '--user', '--net', '--target', String(pid)] };
  },
} satisfies Contender;

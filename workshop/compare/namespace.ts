import { installed, saidBy } from './programs.ts';

/** What `unshare` is told, to start a program in a network of its own, as that network's root: the machine's rules are out of its reach. */
export const ownNetwork = ['--map-root-user', '--net'];

/** Why rules of iptables can't be tried here, in a network of their own; undefined if they can. */
export async function missingNamespace(): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'iptables needs Linux';
  for (const [program, from] of Object.entries({ iptables: 'iptables', ip: 'iproute2', unshare: 'util-linux', nsenter: 'util-linux' })) {
    if (!installed(program)) return `${program} is not installed: apt-get install ${from}`;
  }
  const trial = 'iptables --table nat --append OUTPUT --protocol tcp --match statistic --mode nth --every 2 --packet 0 --jump REDIRECT';
  return (await saidBy('unshare', [...ownNetwork, 'sh', '-c', `ip link set lo up && ${trial}`])) === undefined
    ? 'this system allows no rules in a network namespace of our own (user namespaces may be off): try it as root, or in a virtual machine'
    : undefined;
}

import { startCluster } from '../cluster.ts';
import type { Contender } from '../contender.ts';

export default {
  name: 'reusePort',
  what: 'the cluster module: each worker has a listening socket of its own on the same port, and the system chooses',
  role: 'contender',
  missing() {
    const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
    if (process.platform !== 'linux') return 'reusePort needs Linux';
    // 23.0 lacks it; 20 ignores the option, and the workers would share a socket unseen.
    return major > 23 || (major === 23 && minor >= 1) || (major === 22 && minor >= 12)
      ? undefined
      : `reusePort needs Node 22.12 or later, and this is ${process.versions.node}: nodejs.org/en/download`;
  },
  start: (place) => startCluster(place, { REUSE_PORT: '1' }),
} satisfies Contender;

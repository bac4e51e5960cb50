import type { Cell, Named, Result, Workload } from '#workshop/compare/result.ts';

// A result as `npm run compare` gives it, but made up: nothing of this was measured. Tests change it into whatever they need.

const rounds = 12;
const processes = 4;

/** What each contender's figures lie around, in the order of the workloads. */
const around: [contender: Named, times: number[], jain: number, cost: number][] = [
  [{ name: 'one process', what: 'one Node.js process: what all others are compared with', role: 'baseline' }, [1, 1, 1, 1], 1, 1],
  [{ name: 'control', what: 'one process once more: two that are the same must come out the same', role: 'control' }, [1, 1, 1, 1], 1, 1],
  [
    {
      name: 'cluster, round robin',
      what: 'the cluster module: the primary accepts each connection and hands it to the next worker',
      role: 'contender',
    },
    [0.95, 0.59, 3.4, 3.1],
    1,
    1.04,
  ],
  [
    {
      name: 'cluster, none',
      what: 'the cluster module: the workers accept from one shared socket, and the system chooses',
      role: 'contender',
    },
    [1.03, 0.96, 3.41, 3.3],
    0.72,
    1.01,
  ],
  [
    { name: 'reusePort', what: 'the cluster module: each worker has a listening socket of its own on the same port', role: 'contender' },
    [1.11, 1.18, 3.37, 3.35],
    0.93,
    1,
  ],
  [
    { name: 'nginx, upstream kept alive', what: 'nginx in front of several single processes', role: 'contender' },
    [0.71, 1.17, 3.39, 3.6],
    1,
    1.4,
  ],
  [
    { name: 'iptables', what: 'a rule of the kernel sends each new connection to the next of several single processes', role: 'contender' },
    [1.12, 0.8, 3.6, 3.42],
    1,
    1,
  ],
];

const workloads: Workload[] = [
  { name: 'trivial, kept alive', what: 'an answer of twelve bytes; connections are kept', path: '/', keepAlive: true },
  { name: 'trivial, new connections', what: 'an answer of twelve bytes; a new connection for each request', path: '/', keepAlive: false },
  { name: '2 ms of CPU, kept alive', what: 'a fixed amount of hashing; connections are kept', path: '/cpu', keepAlive: true },
  {
    name: '2 ms of CPU, new connections',
    what: 'a fixed amount of hashing; a new connection for each request',
    path: '/cpu',
    keepAlive: false,
  },
];

/** A whole run, always the same one. */
export function aResult(): Result {
  const chance = chanceFrom(7);
  return {
    date: '2026-01-05T09:00:00.000Z',
    seed: 42,
    complete: true,
    machine: {
      system: 'linux 6.1 x64',
      cpu: 'A processor that is made up',
      cores: 8,
      memoryMB: 16_000,
      versions: { node: '20.20.0', nginx: '1.22.1', iptables: '1.8.9' },
    },
    settings: { quick: false, processes, rounds, seconds: 1, connections: 64, hashRounds: 13_000 },
    contenders: around.map(([contender]) => ({ ...contender })),
    workloads: workloads.map((workload) => ({ ...workload })),
    skipped: [{ contender: 'PM2, cluster mode', why: 'there is no PM2: npm ci brings it' }],
    cells: workloads.flatMap((workload, index) => around.map((one) => cellOf(one, workload, index, chance))),
  };
}

function cellOf([contender, times, jain, cost]: (typeof around)[number], workload: Workload, index: number, chance: () => number): Cell {
  const usual = [52_000, 10_700, 457, 436][index] as number;
  const work = [0.018, 0.09, 2.1, 2.2][index] as number;
  const middle = times[index] as number;
  const many = contender.role === 'contender' ? processes : 1;
  const spread = 0.02 + 0.02 * chance();
  const low = middle * (1 - spread);
  const high = middle * (1 + spread);
  const control = contender.role !== 'contender';
  return {
    contender: contender.name,
    workload: workload.name,
    turns: Array.from({ length: rounds }, (_, round) => {
      const rate = usual * middle * (0.95 + 0.1 * chance());
      return {
        round,
        place: (round + around.findIndex(([one]) => one === contender)) % around.length,
        answered: Math.round(rate),
        rate,
        failed: 0,
        timeouts: 0,
        connections: workload.keepAlive ? 64 : Math.round(rate),
        generator: 0.3 + 0.2 * chance(),
        steal: 0.002,
        elsewhere: 0.01,
        cpuPerAnswer: work * cost * (0.98 + 0.04 * chance()),
        memoryMB: 48 * many + chance(),
        shares: sharesOf(many, jain, rate),
      };
    }),
    ratio: { median: middle, low, high },
    verdict: !control && low > 1 ? 'faster' : !control && high < 1 ? 'slower' : 'no difference shown',
    latency: { rate: Math.round(usual * 0.5), p50: work * cost * 1.3, p99: (work * 12 * cost) / jain, max: (work * 40) / jain ** 2 },
    jain: many === 1 ? 1 : jain,
  };
}

/** Shares that fall by the same step from each process to the next, the steeper the lower the evenness. */
function sharesOf(many: number, jain: number, total: number): number[] {
  const step = many === 1 ? 0 : 2 * Math.sqrt((3 * (1 / jain - 1)) / (many ** 2 - 1));
  return Array.from({ length: many }, (_, rank) => Math.round((total / many) * Math.max(0, 1 + step * ((many - 1) / 2 - rank))));
}

/** Numbers from 0 to 1 that look like chance, and are the same each time. */
function chanceFrom(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
}

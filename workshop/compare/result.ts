/**
 * What `npm run compare` measured, whole. `--json` prints it; the table, the page and docs/measurements.md are made from nothing else.
 * Times are in milliseconds unless a name says otherwise.
 */
export interface Result {
  /** When it began, ISO 8601. */
  date: string;
  /** What shuffled the turns: the same seed gives the same order. */
  seed: number;
  /** False if it was interrupted: what there was by then stands here. */
  complete: boolean;
  machine: Machine;
  settings: Settings;
  contenders: Named[];
  workloads: Workload[];
  /** Contenders that could not take part, and how to get them. */
  skipped: { contender: string; why: string }[];
  /** One for each contender and workload that was measured. */
  cells: Cell[];
}

export interface Machine {
  /** `linux 6.1 x64`. */
  system: string;
  cpu: string;
  cores: number;
  memoryMB: number;
  /** `{ node: '20.20.2', nginx: '1.22.1', … }`. */
  versions: Record<string, string>;
}

export interface Settings {
  quick: boolean;
  /** How many processes each contender has, but for one process. */
  processes: number;
  rounds: number;
  /** How long each turn of closed-loop load takes, in seconds. */
  seconds: number;
  connections: number;
  /** So many rounds of the hash are `2 ms of CPU` on this machine. */
  hashRounds: number;
}

export interface Named {
  /** `cluster, round robin`. */
  name: string;
  /** What it is, in a sentence. */
  what: string;
  /** `one process` is what all are compared with; `control` is that once more; the others are what the comparison is about. */
  role: 'baseline' | 'control' | 'contender';
}

export interface Workload {
  /** `2 ms of CPU, kept alive`. */
  name: string;
  what: string;
  path: string;
  keepAlive: boolean;
}

/** How a contender did at a workload. */
export interface Cell {
  contender: string;
  workload: string;
  turns: Turn[];
  /** How many times as many requests a second as one process in the same round; undefined where no verdict is possible. */
  ratio: Interval | undefined;
  verdict: 'faster' | 'slower' | 'no difference shown' | 'not measurable';
  /** Why it is not measurable, in a sentence. */
  why?: string;
  /** At a fixed arrival rate, counted from when each request was due: no coordinated omission. */
  latency?: Latency;
  /** How evenly its processes shared the requests: 1 is even, 1/n is all to one of n. */
  jain?: number;
}

/** The median and a 95% bootstrap interval. */
export interface Interval {
  median: number;
  low: number;
  high: number;
}

export interface Latency {
  /** Requests a second that were due. */
  rate: number;
  p50: number;
  p99: number;
  max: number;
}

/** A contender's turn within a round. */
export interface Turn {
  round: number;
  /** Its place in the round's order, from 0. */
  place: number;
  answered: number;
  /** Answers a second. */
  rate: number;
  /** Not answered, answered with another status or other bytes. */
  failed: number;
  timeouts: number;
  /** Connections that were opened. */
  connections: number;
  /** CPU of the load generator, as a share of one core. */
  generator: number;
  /** CPU time that the host took from this machine, as a share of all cores; undefined where it isn't told. */
  steal: number | undefined;
  /** CPU that anything else on this machine used, as a share of all cores; undefined where it isn't told. */
  elsewhere: number | undefined;
  /** CPU of all the contender's processes, nginx or PM2 included, for each answer. */
  cpuPerAnswer: number | undefined;
  /** Memory of all the contender's processes together, at the end of the turn. */
  memoryMB: number | undefined;
  /** Answers of each process, the busiest first. */
  shares: number[];
}

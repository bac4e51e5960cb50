/** What the probe in a process says; `pid` is the process that says it, and `at` its own `performance.now()`, in ms. */
export type Report = { pid: number; at?: number } & (
  | { type: 'questions' }
  | { type: 'hello'; parent: number; loaded: boolean }
  | { type: 'loaded' }
  | { type: 'spawning' }
  | { type: 'spawn'; child: number; hasChannel: boolean }
  | { type: 'fork'; child: number }
  | { type: 'exit'; child: number; code: number | null; signal: NodeJS.Signals | null }
  | { type: 'message'; child: number; heard: boolean }
  | { type: 'told'; heard: boolean }
  | ({ type: 'worker listening'; child: number; policy?: Policy } & Place)
  | ({ type: 'listening'; timers: number } & Place)
  | ({ type: 'first fork' } & FirstFork)
  | { type: 'worker policy'; own: boolean; variable?: string }
  | { type: 'request'; client: number; url: string }
  | { type: 'answer'; id: number; waitsFor: string[]; cpu: number; active: number; hasCluster: boolean }
  | { type: 'gone' }
);

/** Where a server listens: on a port of a host, or of every host if none is told; or on a local socket, which has no port. */
interface Place {
  port?: number;
  host?: string | null;
  path?: string;
}

/** What `cluster.schedulingPolicy` says. That needn't be the policy in force, which the first fork fixes. */
export type Policy = 'rr' | 'none';

/** What the primary had set when it began to fork, by which time the policy is fixed. */
export interface FirstFork {
  policy: Policy;
  /** NODE_CLUSTER_SCHED_POLICY, in its environment. */
  variable?: string;
  /** Whether a policy stands in cluster.settings, which have none. */
  setting: boolean;
}

/** One process of a watched program, as far as it is known. */
export interface Seen {
  readonly pid: number;
  parent: number | undefined;
  /** When it was first known of, as `performance.now()`. */
  readonly born: number;
  /** Has a probe that speaks. Without one it is known from its parent only. */
  heard: boolean;
  /** Its own file has run to its end, or nobody will tell. */
  loaded: boolean;
  /** Forked by `cluster`. */
  isWorker: boolean;
  /** Has a channel to its parent: forked by `child_process.fork`, or by `cluster`, which does the same. */
  isForked: boolean;
  /** Had loaded `cluster` when it was last asked, or before it first listened. */
  hasCluster: boolean;
  alive: boolean;
  /** The ports on which it said that it listens, for clients that come to 127.0.0.1. */
  readonly ports: Set<number>;
  /** Where else it listens, for others only: `port 3000 of ::1`. */
  readonly elsewhere: Set<string>;
  /** How many of its timers are Node's own, and not the program's. */
  nodeTimers: number;
  /** How many messages its primary has got from it. */
  messages: number;
  /** Those among them that came while nothing in the primary listened to it. */
  unheard: number;
  /** How many messages it has got from its primary. */
  told: number;
  /** Those among them that came while nothing in it listened. */
  missed: number;
  exit?: { code: number | null; signal: NodeJS.Signals | null };
  /** When its parent saw it forked, first listening, and gone: by the parent's own clock, in ms, so however late the reports were read. */
  readonly at: { fork?: number; listening?: number; exit?: number };
}

/** What is seen of a program: its processes, and who received which connection. Only what was reported; nothing is guessed. */
export class Census {
  readonly processes = new Map<number, Seen>();
  /** The process that received a request, by the client's port. Whoever connects anew clears its port: see Program. */
  readonly receivers = new Map<number, number>();
  /** Requests that were received. */
  requests = 0;
  /** What `cluster.schedulingPolicy` said in the primary when a worker last began to listen. */
  policy: Policy | undefined;
  firstFork: FirstFork | undefined;
  /** What a worker that listens has of a policy: a property of its own `cluster`, and the variable. */
  workerPolicy: { own: boolean; variable?: string } | undefined;
  /** Processes that were started, whether or not anything else is known of them. */
  spawned = 0;
  /** Who started them. */
  readonly spawners = new Set<number>();
  /** The longest that a process took from its start until its probe spoke, in ms: so slow is this machine now. */
  slowestStart = 0;
  /** Grows with each report that is not an answer: two equal numbers mean that nothing happened in between. */
  happened = 0;
  /** Those reports among them that are of a message between the primary and a worker. */
  messages = 0;

  constructor(root: number) {
    this.#seen(root, process.pid);
  }

  /** Takes in a report. */
  add(report: Report): void {
    if (report.type === 'answer') {
      this.#seen(report.pid).hasCluster = report.hasCluster;
      return;
    }
    this.happened++;
    if (report.type === 'message' || report.type === 'told') this.messages++;
    switch (report.type) {
      case 'hello': {
        const seen = Object.assign(this.#seen(report.pid, report.parent), { heard: true, loaded: report.loaded });
        this.slowestStart = Math.max(this.slowestStart, performance.now() - seen.born);
        break;
      }
      case 'loaded':
        this.#seen(report.pid).loaded = true;
        break;
      case 'spawning':
        this.spawned++;
        this.spawners.add(report.pid);
        break;
      case 'spawn':
        if (report.child) this.#seen(report.child, report.pid).isForked = report.hasChannel;
        break;
      case 'fork':
        this.#seen(report.child, report.pid).isWorker = true;
        this.#note(report.child, 'fork', report.at);
        break;
      case 'exit': {
        const { code, signal } = report;
        Object.assign(this.#seen(report.child, report.pid), { alive: false, exit: { code, signal } });
        this.#note(report.child, 'exit', report.at);
        break;
      }
      case 'first fork':
        this.firstFork = report;
        break;
      case 'worker policy':
        this.workerPolicy = report;
        break;
      case 'message':
        this.#seen(report.child).messages++;
        if (!report.heard) this.#seen(report.child).unheard++;
        break;
      case 'told':
        this.#seen(report.pid).told++;
        if (!report.heard) this.#seen(report.pid).missed++;
        break;
      case 'worker listening':
        notePlace(this.#seen(report.child, report.pid), report);
        this.#note(report.child, 'listening', report.at);
        this.policy = report.policy;
        break;
      case 'listening':
        notePlace(this.#seen(report.pid), report);
        this.#seen(report.pid).nodeTimers += report.timers;
        break;
      case 'request':
        this.requests++;
        this.receivers.set(report.client, report.pid);
        break;
      case 'gone':
        this.#seen(report.pid).alive = false;
        break;
    }
  }

  /** The processes that are alive. */
  get alive(): Seen[] {
    return [...this.processes.values()].filter((seen) => seen.alive);
  }

  /** The cluster's workers that are alive. */
  get workers(): Seen[] {
    return this.alive.filter((seen) => seen.isWorker);
  }

  /** The processes that another one has forked, by `child_process.fork` or by `cluster`, and that are alive. */
  get children(): Seen[] {
    return this.alive.filter((seen) => seen.isForked);
  }

  #note(pid: number, what: keyof Seen['at'], at: number | undefined): void {
    if (at !== undefined) this.#seen(pid).at[what] ??= at;
  }

  #seen(pid: number, parent?: number): Seen {
    let seen = this.processes.get(pid);
    if (!seen) {
      seen = {
        pid,
        parent,
        born: performance.now(),
        heard: false,
        loaded: false,
        isWorker: false,
        isForked: false,
        hasCluster: false,
        alive: true,
        ports: new Set(),
        elsewhere: new Set(),
        nodeTimers: 0,
        messages: 0,
        unheard: 0,
        told: 0,
        missed: 0,
        at: {},
      };
      this.processes.set(pid, seen);
    }
    seen.parent ??= parent;
    return seen;
  }
}

function notePlace({ ports, elsewhere }: Seen, { port, host, path }: Place): void {
  if (port === undefined) elsewhere.add(`the local socket ${path}`);
  else if (!host || /^(::|0\.0\.0\.0|(::ffff:)?127\.0\.0\.1)$/.test(host)) ports.add(port);
  else elsewhere.add(`port ${port} of ${host}`);
}

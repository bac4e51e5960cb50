import { readdirSync } from 'node:fs';
import { type Origin, originOf } from './processes.ts';

/**
 * The processes of a program as the system tells them, whether or not a probe speaks in them: the group of its first one, and whoever was
 * started by one of them. Linux tells; elsewhere none is found.
 */
export class Kin {
  readonly #root: number;
  /** When each started: its number may be somebody else's later. */
  readonly #started = new Map<number, number>();

  constructor(root: number) {
    this.#root = root;
    this.add(root);
  }

  /** Takes in a process of which a report tells; one that is older than the program is none of it, whatever was told. */
  add(pid: number): void {
    const started = originOf(pid)?.started;
    if (started === undefined || started < (this.#started.get(this.#root) ?? 0)) return;
    this.#started.set(pid, started);
  }

  /** Looks who is new, and gives all that are alive. */
  look(): number[] {
    for (const [pid, { parent, group, started }] of everybody()) {
      if (group === this.#root || this.#started.has(parent)) this.#started.set(pid, started);
    }
    return [...this.#started].filter(([pid, started]) => originOf(pid)?.started === started).map(([pid]) => pid);
  }
}

/** Who was there when somebody last looked: each is read once, for all programs. */
const known = new Map<number, Origin>();

function everybody(): Map<number, Origin> {
  if (process.platform !== 'linux') return known;
  const there = new Set(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number),
  );
  for (const pid of known.keys()) if (!there.has(pid)) known.delete(pid);
  for (const pid of there) {
    const origin = known.has(pid) ? undefined : originOf(pid);
    if (origin) known.set(pid, origin);
  }
  return known;
}

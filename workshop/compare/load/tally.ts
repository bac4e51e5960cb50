import type { Client, Outcome } from './client.ts';

/** What load has seen. Times are in milliseconds. */
export interface Seen {
  /** Right answers. */
  answered: number;
  /** No answer, another status or other bytes. */
  failed: number;
  /** Those of the failed that took too long. */
  timeouts: number;
  /** Connections that were opened. */
  connections: number;
  /** From the first request to the last answer. */
  took: number;
  /** How many answers each process gave, by the pid that it says. */
  byPid: Record<string, number>;
}

/** An answer may take so long, in ms. */
export const patience = 5_000;

/** Counts what becomes of requests, and gives up those that take too long. */
export class Tally {
  readonly began = performance.now();
  #answered = 0;
  #failed = 0;
  #timeouts = 0;
  #last = this.began;
  readonly #byPid = new Map<string, number>();
  readonly #clients: Client[];
  readonly #watch: NodeJS.Timeout;

  /** @param clients whose requests are counted; there may come more */
  constructor(clients: Client[]) {
    this.#clients = clients;
    // Looking now and then costs less than a timer for each request.
    this.#watch = setInterval(() => clients.forEach((client) => client.giveUp(performance.now() - patience)), 250);
  }

  /** @returns when it came, by performance.now() */
  add(outcome: Outcome): number {
    if ('failed' in outcome) {
      this.#failed++;
      if (outcome.failed === 'timeout') this.#timeouts++;
    } else {
      this.#answered++;
      this.#byPid.set(outcome.pid, (this.#byPid.get(outcome.pid) ?? 0) + 1);
    }
    return (this.#last = performance.now());
  }

  /** Closes all connections, and gives what was seen. */
  end(): Seen {
    clearInterval(this.#watch);
    for (const client of this.#clients) client.end();
    return {
      answered: this.#answered,
      failed: this.#failed,
      timeouts: this.#timeouts,
      connections: this.#clients.reduce((sum, { opened }) => sum + opened, 0),
      took: this.#last - this.began,
      byPid: Object.fromEntries(this.#byPid),
    };
  }
}

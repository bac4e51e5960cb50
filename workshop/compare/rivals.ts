import { Mistaken } from '../lessons.ts';
import type { Address, Contender } from './contender.ts';
import { Load } from './load.ts';
import { OwnPlace } from './place.ts';
import { type Plan, secondsFrom } from './plan.ts';
import type { Result } from './result.ts';

/** A contender that runs. */
export interface Rival {
  contender: Contender;
  place: OwnPlace;
  address: Address;
  load: Load;
}

/** All that was started, and its end. */
export class Rivals {
  readonly all: Rival[] = [];
  readonly #places: OwnPlace[] = [];
  /** One for each place from which servers can be reached: the machine, a namespace. */
  readonly #loads = new Map<string, Load>();

  /**
   * Starts all that can be started, and notes in the result what takes part and what doesn't.
   * @throws Mistaken if one process or the control can't
   */
  async start(plan: Plan, result: Result): Promise<void> {
    const [first] = plan.workloads;
    for (const contender of plan.contenders) {
      const { name, what, role } = contender;
      let why = await contender.missing?.();
      plan.signal.throwIfAborted();
      if (why === undefined) {
        plan.onProgress({ stage: 'starting', contender: name, left: first ? secondsFrom(plan, first, plan.contenders.length) : 0 });
        why = await this.#start(contender, plan);
      }
      if (why === undefined) result.contenders.push({ name, what, role });
      else if (role === 'contender') result.skipped.push({ contender: name, why });
      else throw new Mistaken(`Without ${name} nothing can be compared: ${why}`);
    }
  }

  /** @returns why it can't be started */
  async #start(contender: Contender, { settings, signal }: Plan): Promise<string | undefined> {
    const place = new OwnPlace(settings.processes, { HASH_ROUNDS: String(settings.hashRounds) });
    this.#places.push(place);
    try {
      const address = await contender.start(place);
      signal.throwIfAborted();
      const from = (address.inside ?? []).join(' ');
      const load = this.#loads.get(from) ?? new Load(address.inside);
      this.#loads.set(from, load);
      this.all.push({ contender, place, address, load });
      return undefined;
    } catch (error) {
      signal.throwIfAborted();
      await place.end();
      return `it can't be started: ${(error as Error).message}`;
    }
  }

  /** Ends all; resolves when nothing is left of them. */
  async end(): Promise<void> {
    await Promise.all([...this.#places, ...this.#loads.values()].map((one) => one.end()));
  }
}

import type { Contender } from './contender.ts';
import type { Step } from './progress.ts';
import type { Settings, Workload } from './result.ts';

/** What is to be measured. */
export interface Plan {
  contenders: readonly Contender[];
  workloads: readonly Workload[];
  settings: Settings;
  seed: number;
  /** Breaks off: what there is by then is the result. */
  signal: AbortSignal;
  onProgress(step: Step): void;
}

/** The fixed arrival rate, as a share of what one process gets done in a closed loop: what it can bear, and not bored. */
export const arrivals = 0.6;

/** How many turns with a fixed arrival rate each has. */
export const openTurns = ({ quick }: Settings): number => (quick ? 1 : 2);

/**
 * Each is asked for so many seconds before it is measured: by then its code is compiled. What a new connection costs comes down for
 * thousands of them (measured: with round robin from 1.2 ms to a third of that, over 7,000), so the first time takes longer.
 */
export function warmUp({ settings: { seconds }, workloads }: Plan, workload: Workload): number {
  const isFirst = !workload.keepAlive && workload === workloads.find(({ keepAlive }) => !keepAlive);
  return isFirst ? Math.min(4, 10 * seconds) : Math.min(1, 2 * seconds);
}

/** How many seconds of load are still to come, if so many contenders begin with this workload now. */
export function secondsFrom(plan: Plan, first: Workload, contenders: number): number {
  const { rounds, seconds } = plan.settings;
  const each = plan.workloads
    .slice(plan.workloads.indexOf(first))
    .map((workload) => warmUp(plan, workload) + seconds * (rounds + openTurns(plan.settings)));
  return contenders * each.reduce((sum, one) => sum + one, 0);
}

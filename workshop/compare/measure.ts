import { difference } from './equal.ts';
import type { Look } from './load/look.ts';
import type { Target } from './load/client.ts';
import { machine } from './machine.ts';
import { type Plan, arrivals, openTurns, secondsFrom, warmUp } from './plan.ts';
import type { Cell, Latency, Result, Workload } from './result.ts';
import { type Rival, Rivals } from './rivals.ts';
import { type Random, jain, median, quantile, seeded, shuffled } from './statistics.ts';
import { takeTurn } from './turn.ts';
import { isQuiet, judge } from './verdict.ts';

/**
 * Starts all contenders, measures each with each workload, and ends them. All stay up from the start to the end: an idle server costs
 * nothing, and so none is colder than another.
 * @throws Mistaken if one process or the control can't be started
 */
export async function measure(plan: Plan): Promise<Result> {
  const { seed, settings, signal } = plan;
  const random = seeded(seed);
  const result: Result = {
    date: new Date().toISOString(),
    seed,
    complete: false,
    machine: machine({}),
    settings,
    contenders: [],
    workloads: [...plan.workloads],
    skipped: [],
    cells: [],
  };
  const rivals = new Rivals();
  const broken = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
  broken.catch(() => {});
  try {
    signal.throwIfAborted();
    await Promise.race([broken, rivals.start(plan, result)]);
    const versions = await Promise.all(rivals.all.map(({ contender }) => contender.versions?.()));
    result.machine = machine(Object.assign({}, ...versions) as Record<string, string>);
    for (const workload of plan.workloads) await Promise.race([broken, measureWorkload(plan, result, rivals.all, workload, random)]);
    result.complete = true;
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await rivals.end();
  }
  for (const workload of plan.workloads) judgeWorkload(result, workload, random);
  return result;
}

/** A contender and what is measured of it with a workload. */
interface Entrant {
  rival: Rival;
  cell: Cell;
  target: Target;
  latencies: number[];
  /** Whether the latencies were measured in quiet, and none is missing. */
  sound: boolean;
}

async function measureWorkload(plan: Plan, result: Result, rivals: readonly Rival[], workload: Workload, random: Random): Promise<void> {
  const { settings, signal } = plan;
  const { seconds, connections, rounds } = settings;
  const entrants = await admit(result, rivals, workload);
  let left = secondsFrom(plan, workload, rivals.length);
  const tell = (what: string, { rival }: Entrant, takes: number) => {
    signal.throwIfAborted();
    plan.onProgress({ stage: `${workload.name}: ${what}`, contender: rival.contender.name, left });
    left -= takes;
  };

  for (const entrant of entrants) {
    const { rival, target } = entrant;
    tell('warming up', entrant, warmUp(plan, workload));
    await rival.load.closed(target, connections, warmUp(plan, workload)).catch(() => {}); // its turns will tell
  }

  for (let round = 0; round < rounds; round++) {
    for (const [place, entrant] of shuffled(entrants, random).entries()) {
      const { rival, target, cell } = entrant;
      tell(`round ${round + 1} of ${rounds}`, entrant, seconds);
      const turn = await takeTurn(rival, settings, () => rival.load.closed(target, connections, seconds));
      signal.throwIfAborted(); // a turn that was broken off is none
      cell.turns.push({ round, place, ...turn });
    }
  }

  const rate = Number((arrivals * median((entrants[0]?.cell.turns ?? []).map((turn) => turn.rate))).toPrecision(2));
  if (!(rate > 0)) return;
  for (let i = 0; i < openTurns(settings); i++) {
    for (const entrant of shuffled(entrants, random)) {
      const { rival, target, latencies } = entrant;
      tell(`${rate} arrivals a second`, entrant, seconds);
      const turn = await takeTurn(rival, settings, async () => {
        const seen = await rival.load.open(target, connections, rate, seconds);
        for (const latency of seen.latencies) latencies.push(latency);
        return seen;
      });
      entrant.sound &&= turn.failed === 0 && isQuiet(turn);
    }
  }
  for (const { cell, latencies, sound } of entrants) if (sound) cell.latency = percentiles(rate, latencies);
}

/** Looks at everybody's answer, and lets those take part whose answer is one process's. */
async function admit(result: Result, rivals: readonly Rival[], { name: workload, path, keepAlive }: Workload): Promise<Entrant[]> {
  const entrants: Entrant[] = [];
  let reference: Look | undefined;
  for (const rival of rivals) {
    const { contender, load, address } = rival;
    const cell: Cell = { contender: contender.name, workload, turns: [], ratio: undefined, verdict: 'not measurable' };
    result.cells.push(cell);
    try {
      const answer = await load.look(address.port, path, keepAlive);
      reference ??= answer;
      const unequal = difference(answer, reference);
      if (unequal) cell.why = unequal;
      else
        entrants.push({ rival, cell, target: { port: address.port, path, keepAlive, body: reference.body }, latencies: [], sound: true });
    } catch (error) {
      cell.why = `it does not answer: ${(error as Error).message}`;
      if (!reference) break; // one process itself
    }
  }
  return entrants;
}

const percentiles = (rate: number, latencies: readonly number[]): Latency => ({
  rate,
  p50: quantile(latencies, 0.5),
  p99: quantile(latencies, 0.99),
  max: quantile(latencies, 1),
});

/** Says of each cell what may be said. */
function judgeWorkload({ cells, contenders }: Result, { name }: Workload, random: Random): void {
  const all = cells.filter(({ workload }) => workload === name);
  for (const cell of all) if (cell.turns.length === 0) cell.why ??= 'it had no turn yet';
  const here = all.filter(({ turns }) => turns.length > 0);
  const cellOf = (role: string) => here.find(({ contender }) => contenders.some((one) => one.name === contender && one.role === role));
  const [baseline, control] = [cellOf('baseline'), cellOf('control')];
  const itself = judge(control?.turns ?? [], baseline?.turns ?? [], random);
  for (const cell of here) {
    const shares = cell.turns.filter((turn) => turn.shares.length > 0);
    if (shares.length > 0) cell.jain = median(shares.map((turn) => jain(turn.shares)));
    if (cell === baseline) Object.assign(cell, { ratio: { median: 1, low: 1, high: 1 }, verdict: 'no difference shown' });
    else Object.assign(cell, cell === control ? itself : judge(cell.turns, baseline?.turns ?? [], random, itself));
  }
}

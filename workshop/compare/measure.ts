import { Mistaken } from '../lessons.ts';
import { memoryOf } from '../program/processes.ts';
import type { Address, Contender } from './contender.ts';
import { difference } from './equal.ts';
import { type Measured, Load } from './load.ts';
import type { Target } from './load/client.ts';
import type { Seen } from './load/tally.ts';
import { machine, watchCpus } from './machine.ts';
import { OwnPlace } from './place.ts';
import type { Step } from './progress.ts';
import type { Cell, Latency, Result, Settings, Turn, Workload } from './result.ts';
import { type Random, jain, median, quantile, seeded, shuffled } from './statistics.ts';
import { type Verdict, isQuiet, judge } from './verdict.ts';

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

/** A contender that runs. */
interface Rival {
  contender: Contender;
  place: OwnPlace;
  address: Address;
  load: Load;
}

/** The fixed arrival rate, as a share of what one process gets done in a closed loop: what it can bear, and not bored. */
const arrivals = 0.6;

/** How many turns with a fixed arrival rate each has. */
const openTurns = 2;

/**
 * Starts all contenders, measures each with each workload, and ends them. All stay up from the start to the end, since an idle server
 * costs nothing, and none is started colder than another.
 * @throws Mistaken if one process can't be started
 */
export async function measure(plan: Plan): Promise<Result> {
  const random = seeded(plan.seed);
  const result: Result = {
    date: new Date().toISOString(),
    seed: plan.seed,
    complete: false,
    machine: machine({}),
    settings: plan.settings,
    contenders: [],
    workloads: [...plan.workloads],
    skipped: [],
    cells: [],
  };
  const loads = new Map<string, Load>();
  const places: OwnPlace[] = [];
  const end = () => Promise.all([...places, ...loads.values()].map((one) => one.end()));
  const broken = new Promise<never>((_, reject) => plan.signal.addEventListener('abort', () => reject(plan.signal.reason as Error)));
  broken.catch(() => {});
  try {
    plan.signal.throwIfAborted();
    const rivals = await Promise.race([broken, startAll(plan, result, places, loads)]);
    result.machine = machine(Object.assign({}, ...rivals.map(({ contender }) => contender.versions?.())) as Record<string, string>);
    for (const [i, workload] of plan.workloads.entries()) {
      await Promise.race([broken, measureWorkload(plan, result, rivals, workload, plan.workloads.length - i - 1, random)]);
    }
    result.complete = true;
  } catch (error) {
    if (!plan.signal.aborted) throw error;
  } finally {
    await end();
  }
  judgeAll(result, random);
  return result;
}

async function startAll({ contenders, settings, onProgress, signal }: Plan, result: Result, places: OwnPlace[], loads: Map<string, Load>) {
  const rivals: Rival[] = [];
  for (const contender of contenders) {
    const { name, what, role } = contender;
    let why = await contender.missing?.();
    signal.throwIfAborted();
    if (why === undefined) {
      onProgress({ stage: 'starting', contender: name, left: secondsOf(settings, contenders.length) * result.workloads.length });
      const place = new OwnPlace(settings.processes);
      places.push(place);
      try {
        const address = await contender.start(place);
        signal.throwIfAborted();
        const inside = (address.inside ?? []).join(' ');
        const load = loads.get(inside) ?? new Load(address.inside);
        loads.set(inside, load);
        rivals.push({ contender, place, address, load });
        result.contenders.push({ name, what, role });
      } catch (error) {
        signal.throwIfAborted();
        why = `it can't be started: ${(error as Error).message}`;
        await place.end();
      }
    }
    if (why === undefined) continue;
    if (role !== 'contender') throw new Mistaken(`Without ${name} nothing can be compared: ${why}`);
    result.skipped.push({ contender: name, why });
  }
  return rivals;
}

/** How long a workload takes with so many contenders, in seconds of load. */
const secondsOf = (settings: Settings, contenders: number) =>
  contenders * (settings.seconds * (settings.rounds + openTurns) + warmUp(settings));

/** Each is asked for so many seconds before it is measured: by then its code is compiled. */
const warmUp = ({ seconds }: Settings) => Math.min(1, 4 * seconds);

async function measureWorkload(plan: Plan, result: Result, all: readonly Rival[], workload: Workload, later: number, random: Random) {
  const { settings, signal, onProgress } = plan;
  const { seconds, connections, rounds } = settings;
  const rivals: { rival: Rival; cell: Cell; target: Target; latencies: number[]; calm: boolean }[] = [];
  const [baseline] = all as [Rival];
  const reference = await baseline.load.look(baseline.address.port, workload.path, workload.keepAlive);
  for (const rival of all) {
    const { contender, load, address } = rival;
    const cell: Cell = { contender: contender.name, workload: workload.name, turns: [], ratio: undefined, verdict: 'not measurable' };
    result.cells.push(cell);
    const target: Target = { ...workload, port: address.port, body: reference.body };
    const unequal = await load.look(address.port, workload.path, workload.keepAlive).then(
      (answer) => (answer.status === 200 ? difference(answer, reference) : `it answers with status ${answer.status}`),
      (error: Error) => `it does not answer: ${error.message}`,
    );
    if (unequal) cell.why = unequal;
    else rivals.push({ rival, cell, target, latencies: [], calm: true });
  }

  let left = secondsOf(settings, rivals.length) + later * secondsOf(settings, all.length);
  const tell = (what: string, { contender }: Rival, takes: number) => {
    signal.throwIfAborted();
    onProgress({ stage: `${workload.name}: ${what}`, contender: contender.name, left });
    left -= takes;
  };
  for (const { rival, target } of rivals) {
    tell('warming up', rival, warmUp(settings));
    await rival.load.closed(target, connections, warmUp(settings)).catch(() => {}); // its turns will tell
  }
  for (let round = 0; round < rounds; round++) {
    for (const [place, { rival, target, cell }] of shuffled(rivals, random).entries()) {
      tell(`round ${round + 1} of ${rounds}`, rival, seconds);
      const turn = await takeTurn(rival, settings, () => rival.load.closed(target, connections, seconds));
      signal.throwIfAborted();
      cell.turns.push({ round, place, ...turn });
    }
  }

  const usual = median((rivals[0]?.cell.turns ?? []).map(({ rate }) => rate));
  const rate = Number((arrivals * usual).toPrecision(2));
  if (!(rate > 0)) return;
  for (let i = 0; i < openTurns; i++) {
    for (const one of shuffled(rivals, random)) {
      const { rival, target, latencies } = one;
      tell(`${rate} arrivals a second`, rival, seconds);
      const turn = await takeTurn(rival, settings, async () => {
        const seen = await rival.load.open(target, connections, rate, seconds);
        for (const latency of seen.latencies) latencies.push(latency);
        return seen;
      });
      one.calm &&= turn.failed === 0 && isQuiet(turn);
    }
  }
  for (const { cell, latencies, calm } of rivals) if (calm) cell.latency = percentiles(rate, latencies);
}

const percentiles = (rate: number, latencies: readonly number[]): Latency => ({
  rate,
  p50: quantile(latencies, 0.5),
  p99: quantile(latencies, 0.99),
  max: quantile(latencies, 1),
});

/** Sends load to one contender, and watches what it costs. */
async function takeTurn(
  { contender, place }: Rival,
  { connections, processes }: Settings,
  send: () => Promise<Measured<Seen>>,
): Promise<Omit<Turn, 'round' | 'place'>> {
  const pids = place.pids();
  const since = watchCpus(pids);
  const seen = await send().catch((): Measured<Seen> => ({ ...nothing, failed: connections })); // it lets nobody connect
  const { cpu, steal, elsewhere } = since(seen.cpus);
  const shares = Object.entries(seen.byPid).flatMap(([pid, answers]) => (pid === '' ? [] : [answers]));
  const silent = shares.length > 0 ? Math.max(0, (contender.answering ?? processes) - shares.length) : 0;
  return {
    answered: seen.answered,
    rate: seen.answered > 0 ? (1000 * seen.answered) / seen.took : 0,
    failed: seen.failed,
    timeouts: seen.timeouts,
    connections: seen.connections,
    generator: seen.cpu,
    steal,
    elsewhere,
    cpuPerAnswer: cpu !== undefined && seen.answered > 0 ? cpu / seen.answered : undefined,
    memoryMB: cpu === undefined ? undefined : Math.round(pids.reduce((sum, pid) => sum + memoryOf(pid), 0)),
    shares: [...shares.sort((a, b) => b - a), ...Array<number>(silent).fill(0)],
  };
}

const nothing = { answered: 0, failed: 0, timeouts: 0, connections: 0, took: 0, byPid: {}, cpu: 0, cpus: 0 };

/** Says of each cell what may be said. */
function judgeAll({ cells, contenders, workloads }: Result, random: Random): void {
  for (const workload of workloads) {
    const here = cells.filter((cell) => cell.workload === workload.name);
    const turnsOf = (role: string) =>
      here.find(({ contender }) => contenders.some(({ name, role: its }) => name === contender && its === role));
    const baseline = turnsOf('baseline');
    const control = turnsOf('control');
    if (!baseline || !control) continue;
    const found: Verdict = control.turns.length > 0 || !control.why ? judge(control.turns, baseline.turns, random) : control;
    for (const cell of here) {
      const shares = cell.turns.filter(({ shares }) => shares.length > 0);
      if (shares.length > 0) cell.jain = median(shares.map((turn) => jain(turn.shares)));
      if (cell.turns.length === 0 && cell.why) continue;
      if (cell === baseline && cell.turns.length > 0)
        Object.assign(cell, { ratio: { median: 1, low: 1, high: 1 }, verdict: 'no difference shown' });
      else Object.assign(cell, cell === control ? found : judge(cell.turns, baseline.turns, random, found));
    }
  }
}

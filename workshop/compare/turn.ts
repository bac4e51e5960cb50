import { memoryOf } from '../program/processes.ts';
import type { Measured } from './load.ts';
import type { Seen } from './load/tally.ts';
import { watchCpus } from './machine.ts';
import type { Settings, Turn } from './result.ts';
import type { Rival } from './rivals.ts';

/** Sends load to one contender, and watches what that costs. */
export async function takeTurn(
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

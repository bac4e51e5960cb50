// A load generator: a process of its own, so that what it costs can be told from what the servers cost, and so that it can be started where
// they are. It does one job at a time.
import type { Target } from './client.ts';
import { closedLoop } from './closed.ts';
import { look } from './look.ts';
import { openLoop } from './open.ts';

export type Job =
  | { kind: 'look'; port: number; path: string; keepAlive: boolean }
  | { kind: 'closed'; target: Target; connections: number; seconds: number }
  | { kind: 'open'; target: Target; connections: number; rate: number; seconds: number };

/** What came of a job; `cpu` is what it took of one core, from 0 to 1. */
export type Report = { result: unknown; cpu: number } | { error: string };

const work = (job: Job): Promise<unknown> => {
  if (job.kind === 'look') return look(job.port, job.path, job.keepAlive);
  if (job.kind === 'closed') return closedLoop(job.target, job.connections, job.seconds);
  return openLoop(job.target, job.connections, job.rate, job.seconds);
};

process.on('message', async (job: Job) => {
  const [began, before] = [performance.now(), process.cpuUsage()];
  let report: Report;
  try {
    const result = await work(job);
    const { user, system } = process.cpuUsage(before);
    report = { result, cpu: (user + system) / 1000 / (performance.now() - began) };
  } catch (error) {
    report = { error: (error as Error).message };
  }
  process.send?.(report);
});
process.on('disconnect', () => process.exit());

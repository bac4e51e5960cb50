import { type Subject, program } from '#workshop/checks.ts';
import { count, list } from '#workshop/failure.ts';
import type { Seen } from '#workshop/program/census.ts';
import type { Answer } from '#workshop/program/clients.ts';
import type { Program } from '#workshop/program/program.ts';

// What the lessons on `cluster` ask of a program, each in one place.

/** The judged file as a cluster under round robin. */
export const cluster = (env: Record<string, string> = {}): Subject<Program> => program(roundRobin(env));

/** An environment with round robin, on Windows too, whose default is another policy. */
export const roundRobin = (env: Record<string, string>): Record<string, string> =>
  process.platform === 'win32' ? { NODE_CLUSTER_SCHED_POLICY: 'rr', ...env } : env;

/** All workers that the primary ever forked, in their order. */
export const forked = ({ census }: Program): Seen[] => [...census.processes.values()].filter(({ isWorker }) => isWorker);

/** The pids of the workers that serve on the port, the one that was forked first in front. */
export const serving = ({ census, port }: Program): number[] => census.workers.filter(({ ports }) => ports.has(port)).map(({ pid }) => pid);

/** The primary forked exactly so many workers, and they live. `so` tells what another number means, where a check knows more. */
export function expectWorkers(program: Program, wanted: number, why: string, so?: string): void {
  if (program.workers.length === wanted) return;
  const forks = forked(program).length;
  throw program.failure({
    expected: `${count(wanted, 'worker')}: ${why}`,
    saw: forks === 0 ? 'one process, and no worker' : `the primary (${program.pid}) forked ${count(forks, 'worker')}`,
    so:
      so ??
      (forks > 0
        ? 'the number of forks comes from somewhere else than it should.'
        : program.lines.some((line) => line.startsWith(`Worker ${program.pid} `))
          ? 'the process that you started says that it is a worker, and nothing calls cluster.fork(): are the two branches of the if swapped?'
          : 'one process does everything: nothing calls cluster.fork().'),
    ...program.death(),
  });
}

/** Each answer names a process of the program, and the one that really received it. */
export function expectHonestPids(program: Program, answers: readonly Answer[]): void {
  for (const answer of answers) {
    const { pid, path, text, status } = answer;
    if (pid === undefined) {
      const saw = `status ${status}, ${JSON.stringify(text.slice(0, 80))}`;
      throw program.failure({
        expected: `an answer to ${path} that names its process`,
        saw,
        so: text.includes('${')
          ? '${…} is only filled in between backticks: `Hello World from process ${process.pid}`.'
          : 'the text needs "process", a space, and process.pid.',
      });
    }
    const receiver = program.receiver(answer);
    if (receiver === undefined || receiver === pid) continue;
    throw program.failure({
      expected: 'each answer to name the process that sent it',
      saw: `an answer names process ${program.name(pid)}; the connection went to process ${program.name(receiver)}`,
      so: `the number in the text is not process.pid of the process that answers${whoseNumber(program, pid, receiver)}`,
    });
  }
}

/** What else the number is that stands where the pid of the process `receiver` should. */
function whoseNumber(program: Program, pid: number, receiver: number): string {
  if (pid === program.census.processes.get(receiver)?.parent) return ', but that of its parent: process.ppid is another.';
  if (pid <= program.workers.length) return ', but counts the workers: cluster.worker.id is no pid.';
  return '. No process of your program has that number.';
}

/** How many answers each process gave, the busiest first. */
export function countByPid(answers: readonly Answer[]): [pid: number, answers: number][] {
  const counts = new Map<number, number>();
  for (const { pid = 0 } of answers) counts.set(pid, (counts.get(pid) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a);
}

/** `pid 4242, a worker, 10 of 30; …` */
export function tellCounts(program: Program, answers: readonly Answer[]): string {
  return list(countByPid(answers).map(([pid, given]) => `pid ${program.name(pid)}, ${given} of ${answers.length}`));
}

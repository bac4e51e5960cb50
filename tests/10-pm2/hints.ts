import type { Hints } from '#workshop/lesson-tests.ts';

export const hints: Record<string, Hints> = {
  'PM2 keeps as many processes as WEB_CONCURRENCY says, and all of them answer on one port': [
    'Two lines of the ecosystem file say how many processes there are, and whether they share a port. It is JavaScript: what it exports may be computed.',
    "exec_mode: 'cluster'; instances: a number from process.env.WEB_CONCURRENCY, or os.availableParallelism(). And with wait_ready, app.mts has to say that it is ready.",
    "import os from 'node:os'; instances: Number(process.env.WEB_CONCURRENCY) || os.availableParallelism(), exec_mode: 'cluster'. In the callback of listen: process.send?.('ready').",
  ],
  'a process is online for PM2 when it listens, and no sooner': [
    'Two sides belong to it: PM2 has to wait for a word, and the program has to say it at the right moment.',
    'wait_ready in the ecosystem file; process.send in app.mts, where it is certain that the server listens.',
    "wait_ready: true, and server.listen(port, () => process.send?.('ready')).",
  ],
  'no request fails during a reload, neither on fresh connections nor on those that are kept': [
    'What tells an old process that it has to leave, and what does Node do with a signal for which nobody listens?',
    "SIGINT; process.on. The server of zero-downtime-reload knew how to leave without a client's noticing: leaving.retire().",
    "process.on('SIGINT', () => leaving.retire()); and nothing else: no process.exit(), no server.close().",
  ],
  'a process that PM2 has leave answers what is in flight first, however long it takes, and ends with exit code 0': [
    'How long does PM2 wait for a process that it told to leave?',
    'kill_timeout, in milliseconds, 1600 unless told.',
    'kill_timeout: 10_000 in the ecosystem file.',
  ],
  'a process that ends at its start, again and again, is given up after a few times, with a wait before each': [
    'When is an end an early one for PM2, how many of them does it make good, and how soon?',
    'min_uptime and max_restarts, the one in milliseconds from the fork; exp_backoff_restart_delay.',
    'min_uptime: 30_000, max_restarts: 3, exp_backoff_restart_delay: 100.',
  ],
  'one log holds what all processes say, and each of its lines tells when': [
    'Look into the folder logs of PM2’s home: how many files are there, and can you tell which line came first?',
    'merge_logs, and log_date_format.',
    "merge_logs: true, log_date_format: 'YYYY-MM-DDTHH:mm:ss.SSSZ'.",
  ],
};

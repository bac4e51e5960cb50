import type { Workload } from './result.ts';

/** What is asked for, by the name that `--workload` takes; each path is one of server/handler.mjs. */
const kinds = {
  trivial: { path: '/', name: 'trivial', what: 'an answer of twelve bytes that costs the handler nothing' },
  cpu: { path: '/cpu', name: '2 ms of CPU', what: 'a fixed amount of hashing: two milliseconds of a core of this machine, by itself' },
  wait: { path: '/wait', name: '20 ms of waiting', what: 'a timer of twenty milliseconds, as for a database: no CPU' },
  body: { path: '/body', name: '64 KiB body', what: 'an answer of 65,536 bytes' },
};

/** Each of them over connections that are kept, and `…-fresh` with a new connection for each request. */
export const workloads: Record<string, Workload> = Object.fromEntries(
  Object.entries(kinds).flatMap(([id, { path, name, what }]) => [
    [id, { name: `${name}, kept alive`, what: `${what}; connections are kept`, path, keepAlive: true }],
    [`${id}-fresh`, { name: `${name}, new connections`, what: `${what}; a new connection for each request`, path, keepAlive: false }],
  ]),
);

/** Those of `--quick`: one where a cluster costs, and one where it pays. */
export const quickWorkloads = ['trivial-fresh', 'cpu'];

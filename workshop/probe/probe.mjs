// Preloaded into every process of a watched program (NODE_OPTIONS=--import=…). It says what its process does, over a local socket,
// and answers when the workshop asks whether the process is at rest.
//
// What a program could notice of it: NODE_OPTIONS, EVERY_CORE_… in its environment, a subscriber on four
// diagnostics channels, listeners on `cluster` in the primary and on `cluster.worker` in a worker, and two unreferenced sockets. It keeps no
// process alive.
import { subscribe } from 'node:diagnostics_channel';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { isMainThread } from 'node:worker_threads';

/** @typedef {(event: object) => void} Say */

const path = process.env.EVERY_CORE_PROBE;

/** PM2 forked this process, to run a file of its own first and the program's later. That one has run when it listens. */
const byPm2 = (process.env.pm2_env ?? process.env.pm_id) !== undefined;

/** Whether Node has loaded one of its own modules. @type {(name: string) => boolean} */
// @ts-expect-error Node's list of loaded modules has no types
const hasLoaded = (name) => process.moduleLoadList.includes(`NativeModule ${name}`);

/** Whether the program has loaded `cluster`, in whatever way. Node loads it too for a server that listens: from then on it can't be told. */
let hasCluster = () => hasLoaded('cluster');

/** Reports an event; undefined where nobody watches. @type {Say | undefined} */
export const say = isMainThread && path ? await watch(path) : undefined;

/**
 * @param {string} path of the workshop's local socket
 * @returns {Promise<Say | undefined>}
 */
async function watch(path) {
  // The workshop reads from one of them, and writes to the other. Node accepts one connection in each turn of its loop, so the one that must
  // not be late is the first.
  const [reports, questions] = [await connectTo(path), await connectTo(path)];
  if (!questions || !reports) return undefined; // the workshop is gone: the program runs on, unwatched

  const { stringify } = JSON; // a program may put its own in its place
  // A small write to a local socket goes out at once, so a report survives whatever the program does next: exit, throw, loop.
  /** @type {Say} */
  const say = (event) => void reports.write(`${stringify({ pid: process.pid, at: performance.now(), ...event })}\n`);
  questions.write(`${stringify({ pid: process.pid, type: 'questions' })}\n`);
  const willTell = byPm2 || process.execArgv.some((argument) => argument.endsWith('/loaded.mjs'));
  say({ type: 'hello', parent: process.ppid, loaded: !willTell });
  hearChildren(say);
  hearServers(say);
  hearPrimary(say);

  let asked = '';
  questions.setEncoding('utf8').on('data', (text) => {
    const lines = (asked + text).split('\n');
    asked = lines.pop() ?? '';
    for (const line of lines) answer(JSON.parse(line), say);
  });
  return say;
}

/**
 * @param {string} path
 * @returns {Promise<import('node:net').Socket | undefined>} undefined if nobody listens there
 */
function connectTo(path) {
  const socket = connect(path);
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(socket.unref()));
    socket.on('error', () => resolve(undefined));
  });
}

/**
 * @param {{ ask: 'rest' | 'coverage' | NodeJS.Signals, id: number }} question
 * @param {Say} say
 */
function answer({ ask, id }, say) {
  // Windows has no signals that a program could be sent: there its listeners are called as if it had.
  if (ask !== 'rest' && ask !== 'coverage' && !process.emit(ask, ask)) process.kill(process.pid, ask);
  if (ask === 'coverage') createRequire(import.meta.url)('node:v8').takeCoverage(); // a process that is killed would write none
  const { user, system } = process.cpuUsage();
  const { active } = performance.eventLoopUtilization();
  const waitsFor = process.getActiveResourcesInfo();
  say({ type: 'answer', id, waitsFor, cpu: (user + system) / 1000, active, hasCluster: hasCluster() });
}

/** @param {Say} say */
function hearChildren(say) {
  let hearsCluster = false;
  subscribe('child_process', (message) => {
    const { process: child } = /** @type {{ process: import('node:child_process').ChildProcess }} */ (message);
    say({ type: 'spawning' }); // at once: a loop that forks for ever never gets to the next line
    process.nextTick(() => say({ type: 'spawn', child: child.pid ?? 0, hasChannel: child.connected }));
    child.once('exit', (code, signal) => say({ type: 'exit', child: child.pid ?? 0, code, signal }));
    // Only where the program loaded it: loading `cluster` fixes its policy, and that is the program's to set.
    if (hearsCluster || !hasLoaded('internal/cluster/primary')) return;
    hearsCluster = true;
    hearCluster(say);
  });
}

/** @param {Say} say */
function hearCluster(say) {
  /** @type {typeof import('node:cluster').default} */
  const cluster = createRequire(import.meta.url)('node:cluster');
  const policyNow = () => (cluster.schedulingPolicy === cluster.SCHED_RR ? 'rr' : 'none');
  const variable = process.env.NODE_CLUSTER_SCHED_POLICY;
  say({ type: 'first fork', policy: policyNow(), variable, setting: 'schedulingPolicy' in cluster.settings }); // it is under way
  cluster.on('fork', (worker) => say({ type: 'fork', child: worker.process.pid ?? 0 }));
  cluster.on('message', (worker) => {
    // One of the listeners on `cluster` is this one; the others have one of Node's own.
    const heard = [cluster, worker, worker.process].some((emitter) => emitter.listenerCount('message') > 1);
    say({ type: 'message', child: worker.process.pid ?? 0, heard });
  });
  cluster.on('listening', (worker, { port, address, addressType }) => {
    const place = addressType === -1 ? { path: address } : { port, host: address };
    say({ type: 'worker listening', child: worker.process.pid ?? 0, ...place, policy: policyNow() });
  });
}

/** @param {Say} say */
function hearPrimary(say) {
  // Node has loaded it already in a worker of `cluster`, and in no other process.
  // @ts-expect-error Node's list of loaded modules has no types
  if (!process.moduleLoadList.includes('NativeModule internal/cluster/child')) return;
  /** @type {typeof import('node:cluster').default} */
  const { worker } = createRequire(import.meta.url)('node:cluster');
  // What was sent right after the fork came before any module was loaded: only the channel knows.
  const handle = Object.getOwnPropertySymbols(process).find(({ description }) => description === 'kChannelHandle');
  // @ts-expect-error Node's own field
  if (handle && process[handle]?.bytesRead > 0) say({ type: 'told', heard: false });
  worker?.on('message', () => {
    const heard = [process, worker].some((emitter) => emitter.listenerCount('message') > 1); // as above
    say({ type: 'told', heard });
  });
}

/** @param {Say} say */
function hearServers(say) {
  subscribe('tracing:net.server.listen:asyncStart', () => {
    const before = hasCluster();
    hasCluster = () => before;
  });
  subscribe('tracing:net.server.listen:asyncEnd', (message) => {
    const { server } = /** @type {{ server: import('node:net').Server }} */ (message);
    const address = server.address();
    if (!address) return;
    const place = typeof address === 'string' ? { path: address } : { port: address.port, host: address.address };
    // @ts-expect-error Under round robin a worker has no real handle; Node keeps it alive by a timer instead.
    const timers = server._handle?.constructor.name === 'Object' ? 1 : 0;
    say({ type: 'listening', ...place, timers });
    if (byPm2) say({ type: 'loaded' });
    // @ts-expect-error as above
    if (!process.moduleLoadList.includes('NativeModule internal/cluster/child')) return;
    const cluster = createRequire(import.meta.url)('node:cluster');
    say({ type: 'worker policy', own: 'schedulingPolicy' in cluster, variable: process.env.NODE_CLUSTER_SCHED_POLICY });
  });
  if (process.env.EVERY_CORE_QUIET === 'requests') return;
  subscribe('http.server.request.start', (message) => {
    const { request } = /** @type {{ request: import('node:http').IncomingMessage }} */ (message);
    say({ type: 'request', client: request.socket.remotePort ?? 0, url: request.url ?? '' });
  });
}

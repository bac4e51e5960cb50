import { type Starter, check, program, star } from '#workshop/checks.ts';
import { list } from '#workshop/failure.ts';
import type { Policy } from '#workshop/program/census.ts';
import { ownersOf } from '#workshop/program/owners.ts';
import type { Program } from '#workshop/program/program.ts';
import { countByPid, expectHonestPids, expectWorkers, tellCounts } from '../cluster.ts';

// The default that Node takes from the environment is always the other policy: what is in force is what the program chose, on every system.
const unset = program({ WEB_CONCURRENCY: '2', NODE_CLUSTER_SCHED_POLICY: 'none' });
const none = program({ WEB_CONCURRENCY: '2', SCHEDULING: 'none', NODE_CLUSTER_SCHED_POLICY: 'rr' });
const roundRobin = program({ WEB_CONCURRENCY: '2', SCHEDULING: 'rr', NODE_CLUSTER_SCHED_POLICY: 'none' });

export const checks = [
  check('round robin unless told: the primary alone owns the listening socket', unset, (program, start) =>
    expectPolicy(program, 'rr', start),
  ),

  check('round robin: fresh connections, one after another, go to each worker equally often', unset, async (program, start) => {
    await expectPolicy(program, 'rr', start); // by chance, the other policy may come out even
    const answers = await program.askTimes(20, '/', 'one by one');
    expectHonestPids(program, answers);
    const counts = countByPid(answers);
    if (counts.every(([pid, given]) => program.workers.includes(pid) && given === 10)) return;
    throw program.failure({
      expected: '10 answers from each of the two workers',
      saw: tellCounts(program, answers),
      so: 'the primary hands out the connections in turn, and something of your own interferes. Leave it to the policy.',
    });
  }),

  check('SCHEDULING=none: every worker owns the listening socket too', none, (program, start) => expectPolicy(program, 'none', start)),

  check('round robin: a connection that is kept alive stays with one worker', unset, expectKeptAlive),

  check('SCHEDULING=none: a connection that is kept alive stays with one worker', none, expectKeptAlive),

  star('SCHEDULING=rr: the primary says so', roundRobin, async (program, start) => {
    await expectPolicy(program, 'rr', start);
    expectPolicyLine(program, 'rr');
  }),

  star('SCHEDULING=none: the primary says so', none, async (program) => expectPolicyLine(program, 'none')),
];

/** The policy in force, told by who owns the listening socket. */
async function expectPolicy(program: Program, wanted: Policy, start: Starter): Promise<void> {
  expectWorkers(program, 2, 'WEB_CONCURRENCY says 2');
  expectOnePort(program);
  const owners = listeningOwners(program);
  if (policyOf(program, owners) === wanted) return;
  const saw = `it is owned by ${list(owners.map((pid) => `pid ${program.name(pid)}`))}`;
  throw program.failure({
    expected:
      wanted === 'rr'
        ? 'the listening socket to be owned by the primary and no worker'
        : 'the listening socket to be owned by both workers too',
    saw,
    so: await explainPolicy(program, wanted, owners, start),
  });
}

function expectOnePort(program: Program): void {
  for (const { pid, ports } of program.census.workers) {
    if (ports.has(program.port)) continue;
    throw program.failure({
      expected: `both workers to listen on port ${program.port}`,
      saw:
        ports.size > 0 ? `pid ${program.name(pid)}, listens on port ${list([...ports])}` : `pid ${program.name(pid)}, listens on no port`,
      so: 'there is nothing to distribute unless all workers name the same port: each listens on `port`, as it is.',
    });
  }
}

/** Linux and macOS list everybody who has a descriptor of the socket. Elsewhere the primary's probe tells: under round robin it listens itself. */
function listeningOwners(program: Program): number[] {
  const owners = process.platform === 'win32' ? undefined : ownersOf(program.port);
  if (owners && owners.length > 0) return owners;
  const listens = program.census.processes.get(program.pid)?.ports.has(program.port);
  return listens ? [program.pid] : [program.pid, ...program.workers];
}

function policyOf(program: Program, owners: readonly number[]): Policy | undefined {
  if (program.workers.every((pid) => owners.includes(pid))) return 'none';
  return program.workers.some((pid) => owners.includes(pid)) || !owners.includes(program.pid) ? undefined : 'rr';
}

async function explainPolicy(program: Program, wanted: Policy, owners: readonly number[], start: Starter): Promise<string> {
  if (!owners.includes(program.pid))
    return 'the workers listen past the primary: listen(port) needs no option for this, neither exclusive nor reusePort.';
  const constant = wanted === 'rr' ? 'cluster.SCHED_RR' : 'cluster.SCHED_NONE';
  if (program.census.policy === wanted) {
    return `cluster.schedulingPolicy says ${constant} by now, but it was set too late: the first cluster.fork() or setupPrimary() fixes the policy.`;
  }
  const agreeing = await start({ ...program.env, NODE_CLUSTER_SCHED_POLICY: wanted });
  return policyOf(agreeing, listeningOwners(agreeing)) === wanted
    ? `the policy is the one that NODE_CLUSTER_SCHED_POLICY named when Node loaded cluster: for ${wanted} nothing sets cluster.schedulingPolicy in the primary. (Setting it in a worker, by setupPrimary or under another name does nothing, and a later change of process.env is not read.)`
    : `your program sets the other policy: look at how ${wanted} becomes ${constant}. \`scheduling\` from #given/scheduling.ts is always set, process.env['SCHEDULING'] may not be.`;
}

async function expectKeptAlive(program: Program): Promise<void> {
  const answers = await program.askTimes(10, '/', 'on one connection');
  expectHonestPids(program, answers);
  const connections = new Set(answers.map(({ client }) => client)).size;
  if (connections === 1) return;
  throw program.failure({
    expected: 'one worker to answer all 10, on the one connection',
    saw: `${connections} connections were needed: ${tellCounts(program, answers)}`,
    so: 'the server ends a connection that its client wants to keep. Distribution is per connection: that is how it should be, and not to be forced.',
    read: 'look-closer',
  });
}

function expectPolicyLine(program: Program, policy: Policy): void {
  const line = `Scheduling: ${policy}`;
  const said = program.lines.filter((written) => written.startsWith('Scheduling'));
  if (said.length === 1 && said[0] === line) return;
  throw program.failure({
    expected: `the line "${line}" once`,
    saw: said.length > 0 ? said.map((written) => `"${written}"`).join(', ') : 'no line that begins with "Scheduling"',
    so:
      said.length > program.workers.length
        ? 'every process runs this file: only the primary should say it.'
        : said.length > 1
          ? 'the primary says it more than once: take it out of the loop.'
          : 'the primary says which policy it set, by its name, as SCHEDULING names it.',
    read: 'go-further',
  });
}

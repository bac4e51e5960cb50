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

  star('round robin unless told: the primary says so', unset, async (program) => expectPolicyLine(program, 'rr')),

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
      so:
        ports.size > 0
          ? 'there is nothing to distribute unless all workers name the same port: each listens on `port`, as it is.'
          : 'a worker that does not listen gets no connection: all of them call server.listen(port).',
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
  const constant = constantOf(wanted);
  if (program.census.policy === wanted) {
    const says = `cluster.schedulingPolicy says ${constant} by now, but it was set too late: `;
    return program.census.firstFork?.policy === wanted
      ? `${says}setupPrimary() came before, and fixed the policy.`
      : `${says}the first cluster.fork() came before, and fixed the policy.`;
  }
  const policyWith = async (env: Record<string, string>) => {
    const started = await start({ ...program.env, ...env });
    return policyOf(started, listeningOwners(started));
  };
  const other = wanted === 'rr' ? 'none' : 'rr';
  if ((await policyWith({ NODE_CLUSTER_SCHED_POLICY: wanted })) === wanted) {
    const attempt = explainAttempt(program, wanted);
    if (attempt) return attempt;
    return (await policyWith({ SCHEDULING: other, NODE_CLUSTER_SCHED_POLICY: wanted })) === other
      ? `for ${other} your program sets the policy. For ${wanted} it leaves the default, and that is the system's, or the one that NODE_CLUSTER_SCHED_POLICY names.`
      : `nothing sets cluster.schedulingPolicy in the primary, so the default holds: the system's, or the one that NODE_CLUSTER_SCHED_POLICY names.`;
  }
  if (program.env['SCHEDULING'] === undefined && (await policyWith({ SCHEDULING: wanted })) === wanted) {
    return `with SCHEDULING=${wanted} it is right, and unset it is not: process.env['SCHEDULING'] may be unset, \`scheduling\` from #given/scheduling.ts is always set.`;
  }
  if (program.env['SCHEDULING'] === 'rr' && (await policyWith({ SCHEDULING: '' })) === 'rr') {
    return 'unset it is right, and with SCHEDULING=rr it is not: that it is set says nothing yet. `scheduling` from #given/scheduling.ts says which one.';
  }
  return (await policyWith({ SCHEDULING: other })) === other
    ? `your program sets ${constantOf(other)} for both: look at how ${wanted} becomes ${constant}, and at what \`scheduling\` is compared with.`
    : `your program swaps the two: ${wanted} becomes ${constantOf(other)}.`;
}

const constantOf = (policy: Policy) => (policy === 'rr' ? 'cluster.SCHED_RR' : 'cluster.SCHED_NONE');

/** What was done about the policy, and in vain. */
function explainAttempt({ census, env }: Program, wanted: Policy): string | undefined {
  const { firstFork, workerPolicy } = census;
  if (firstFork?.variable === wanted) {
    return 'NODE_CLUSTER_SCHED_POLICY is right by now, and was read when Node loaded cluster: an import does that before your first line runs. Set the property.';
  }
  if (firstFork?.setting)
    return 'setupPrimary() and cluster.settings take no policy: cluster.schedulingPolicy is a property of cluster itself.';
  if (workerPolicy?.own || (workerPolicy && workerPolicy.variable !== env['NODE_CLUSTER_SCHED_POLICY'])) {
    return 'what a worker sets or is given decides nothing: the primary does, before its first fork.';
  }
  return undefined;
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
    so: explainLine(program, policy, said),
    read: 'go-further',
  });
}

function explainLine({ lines, errorLines, workers }: Program, policy: Policy, said: readonly string[]): string {
  const [first = ''] = said;
  if (said.length > workers.length) return 'every process runs this file: only the primary should say it.';
  if (said.length > 1) {
    return lines.findIndex((line) => line === first) < lines.findLastIndex((line) => line.startsWith('Forking'))
      ? 'the primary says it more than once: one line outside of the loop is enough.'
      : 'the workers say it, each of them. The primary sets the policy, and says so.';
  }
  if (/undefined/.test(first)) return "process.env['SCHEDULING'] may be unset. `scheduling` from #given/scheduling.ts is always set.";
  if (/\d/.test(first)) return 'cluster.schedulingPolicy is a number. `scheduling` is the word that is wanted.';
  if (first === `Scheduling: ${policy === 'rr' ? 'none' : 'rr'}`) return 'it says the other policy: the line does not follow `scheduling`.';
  if (first.includes('${')) return 'a text in which ${…} stands for a value is in backticks: `Scheduling: ${scheduling}`.';
  if (new RegExp(`\\b${policy}\\b`).test(first)) return 'the policy is right, and the rest of the line is not. Compare letter by letter.';
  if (first) return 'the policy is called as SCHEDULING calls it, rr or none.';
  return lines.some((line) => /scheduling/i.test(line))
    ? 'there is such a line, and it begins with other letters. Compare letter by letter.'
    : errorLines.some((line) => line.startsWith('Scheduling'))
      ? 'it stands on standard error, which is for what goes wrong: console.log.'
      : 'nobody says it: the primary does, when it has set the policy.';
}

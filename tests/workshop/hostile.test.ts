import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Failure } from '#workshop/failure.ts';
import { checksOf } from '#workshop/lesson-tests.ts';
import { findLesson, solutionOf } from '#workshop/lessons.ts';
import { type LaunchOptions } from '#workshop/program/launch.ts';
import { Program } from '#workshop/program/program.ts';
import { suite } from '#workshop/suite.ts';
import { outcomesOf } from '../judging.ts';
import { scratch } from './scratch.ts';

// Programs that are broken, or hostile: the learner is told in a sentence what is wrong, soon, and nothing is left of them.

/** A program, and what must come of it. */
interface Hostile {
  /** The name of a file under programs/. */
  name: string;
  /** What stands in the file, if it isn't there: what no other tool of ours would read, or nobody wants to keep. */
  text?: string;
  /** The lesson whose checks judge it; `single-server` unless told. */
  lesson?: string;
  /** It is only started so, and asked for / once: its end must not be waited for, or cost what the usual bounds allow. */
  options?: LaunchOptions;
  /** Only Linux tells what must be known for that, or has such an address. */
  linux?: boolean;
  /** What must be said; nothing, if it is odd and right. */
  says?: RegExp;
}

const cluster = 'one-worker-per-cpu';
const solution = "await import('../../../solutions/01-single-server/app.ts');\n";

const corpus: Hostile[] = [
  // It does not start
  { name: 'throws', says: /Error: no server on \d+ today\n.*look at .*throws\/app\.ts, line 3\./ },
  { name: 'exits', says: /ended with exit code 3, without a word\n.*something calls process\.exit\(\)/ },
  { name: 'ends-quietly', says: /exit code 0.*\n.*nothing kept it running/ },
  { name: 'speaks-as-the-workshop', says: /exit code 0.*\n.*nothing kept it running/ },
  { name: 'awaits-for-ever', says: /exit code 13[^]*\nSo.*an `await` outside any function waits for what never comes/ },
  { name: 'asks-a-person', says: /exit code 13[^]*\nSo.*nobody types here/ },
  { name: 'no-such-file', says: /no such file/ },
  { name: 'is-a-folder', says: /a file that can't be read/ },
  { name: 'is-empty', text: '', says: /an empty file/ },
  { name: 'is-all-comments', text: '// TODO\n/* later\n */\n', says: /nothing but comments/ },
  { name: 'is-huge', text: `// ${'x'.repeat(10_000_000)}\n${solution}`, says: /a file of 10 MB\n.*has something else been saved there/i },
  { name: 'is-cut-off', text: 'const a = 1;\nconst b = ;\n', says: /a syntax error in .*is-cut-off\/app\.ts, line 2/ },
  { name: 'imports-what-is-not-there', text: "import './nowhere.ts';\n", says: /an import names a file that is not there/ },
  {
    name: 'imports-an-unknown-package',
    text: "import 'nowhere';\n",
    says: /Cannot find package 'nowhere'[^]*an import names a package that is not installed/,
  },
  { name: 'imports-an-unknown-name', text: "import { nothing } from 'node:http';\n", says: /does not provide an export named 'nothing'/ },

  // It starts, and not as it should
  { name: 'never-listens', says: /1 process, and none listens on any port/ },
  { name: 'listens-elsewhere', says: /it listens on port \d+\n.*the port is written into the program/ },
  { name: 'listens-on-ipv6-only', says: /it listens on port \d+ of ::1\n.*another one than 127\.0\.0\.1|EADDRNOTAVAIL|EAFNOSUPPORT/ },
  { name: 'listens-on-a-neighbour', linux: true, says: /it listens on port \d+ of 127\.0\.0\.2\n.*another one than 127\.0\.0\.1/ },
  { name: 'listens-on-a-local-socket', linux: true, says: /it listens on the local socket here\n.*takes that for the path/ },
  { name: 'listens-twice', says: /a server listens once: this one does already. Look at .*, line 5/ },
  { name: 'two-servers', says: /it wanted port \d+, which is taken/ },
  { name: 'one-worker-crashes', lesson: cluster, says: /worker \d+ ended[^]*Error: not this one[^]*line 3\./ },
  { name: 'leaves-its-primary', lesson: cluster, says: /process\.disconnect\(\)/ },

  // It takes all it can get
  { name: 'loops', options: { deadline: 700 }, says: /still at work[^]*something loops for ever/ },
  { name: 'sleeps-when-asked', options: { hearing: 700 }, says: /still at work, seconds later[^]*So does a call that blocks/ },
  { name: 'loops-when-asked', options: { hearing: 700 }, says: /still at work, seconds later[^]*something loops for ever/ },
  {
    name: 'forks-for-ever',
    options: { mostProcesses: 5 },
    says: /processes started, and no end; they were stopped\n.*each process forks more/,
  },
  {
    name: 'forks-in-a-loop',
    options: { mostProcesses: 5 },
    says: /processes started, and no end[^]*a loop that forks never comes to its end/,
  },
  { name: 'forks-again', options: { mostProcesses: 5 }, says: /another is forked in its place: look at .*forks-again\/app\.ts, line 5/ },
  { name: 'forks-unseen', linux: true, options: { mostProcesses: 5 }, says: /processes started, and no end[^]*each process forks more/ },
  { name: 'forks-when-asked', options: { mostProcesses: 5 }, says: /processes started, and no end/ },
  {
    name: 'fills-the-memory',
    linux: true,
    options: { mostMemory: 50 },
    says: /\d+ MB of it taken, so it was stopped\n.*grows without end/,
  },
  { name: 'fills-the-heap', linux: true, options: { mostMemory: 50 }, says: /\d+ MB of it taken, so it was stopped\n.*grows without end/ },
  { name: 'fills-the-memory-when-asked', linux: true, options: { mostMemory: 50 }, says: /\d+ MB of it taken, so it was stopped/ },
  { name: 'runs-out-of-heap', says: /JavaScript heap out of memory\n.*grows without end/ },
  { name: 'floods', says: /2\d MB written on its outputs, so it was stopped\n.*a loop writes on and on/ },
  { name: 'floods-when-asked', says: /2\d MB written on its outputs, so it was stopped\n.*a loop writes on and on|there is no answer/ }, // on a busy machine the silence is heard first

  // It listens, and its answers are none
  { name: 'never-answers', says: /accepted, and a second later there is no answer/ },
  { name: 'hangs-up', says: /closed without an answer \(ECONNRESET\)/ },
  { name: 'answers-half', says: /status 200, and 5 characters of the text, and then no end\n.*only response\.end\(\) tells/ },
  { name: 'breaks-off', says: /5 characters of the text, then the connection broke off/ },
  { name: 'drips', options: { answering: 700 }, says: /characters of the text, and then no end\n.*only response\.end\(\) tells/ },
  { name: 'answers-without-end', options: {}, says: /which is where the workshop stops reading\n.*never ends/ },
  { name: 'promises-more', says: /5 characters of the text, while Content-Length says 100\n.*the length is wrong/ },
  { name: 'promises-less', says: /more than Content-Length says\n.*the length is wrong/ },
  { name: 'speaks-no-http', says: /bytes that are no HTTP/ },
  { name: 'closes-after-the-first', says: /nobody listens on port \d+ any more\n.*something closes the server/ },
  { name: 'exits-when-asked', says: /exit code 0.*\n.*something calls process\.exit\(\), or closes the server/ },
  { name: 'crashes-when-asked', says: /TypeError: can't answer \/[^]*crashes-when-asked\/app\.ts, line 4\./ },
  { name: 'crashes-after-the-first', says: /Error: one was enough[^]*line 5\./ },
  { name: 'crashes-after-fifty', says: / times (all at once|over fresh connections)[^]*Error: fifty were enough[^]*line 5\./ },
  { name: 'rejects-when-asked', says: /Error: nobody catches this[^]*line 3\./ },
  { name: 'names-other-pids', says: /names process \d+, no process of your program; the connection went to process \d+, its only process/ },
  { name: 'names-idle-workers', lesson: cluster, says: /names process \d+, a worker; the connection went to process \d+, the primary/ },
  { name: 'knows-the-checks', says: /status 500, "never asked for"/ },

  // It is odd, and judged by what it does
  { name: 'has-wrong-types', text: `const port: number = 'none';\nconst text: string = port;\n${solution}` },
  { name: 'begins-with-a-long-line', text: `${'/'.repeat(200)}\n${solution}` },
  { name: 'serves-and-awaits-for-ever' },
  { name: 'reads-stdin' },
  { name: 'ignores-sigterm' },
  { name: 'detaches', linux: true },
  { name: 'renames-itself' },
  { name: 'reports-nonsense' },
  { name: 'overrides-much', says: /nothing of it; its last line is ""/ }, // a ★ check asks for a line of console.log, which is gone
];

suite('of a broken or hostile program', () => {
  describe('it is told soon what is wrong, and nothing is left:', { concurrency: 3 }, () => {
    for (const hostile of corpus) {
      test(
        `${hostile.name} ${hostile.says ? 'is turned down' : 'passes'}`,
        { timeout: 45_000, skip: hostile.linux === true && process.platform !== 'linux' },
        async () => {
          const folder = join(scratch, hostile.name);
          mkdirSync(folder);
          const file = place(hostile, join(folder, 'app.ts'));
          const told = hostile.options ? await failureOf(file, hostile.options) : await firstFailure(file, hostile);
          if (hostile.says) assert.match(told ?? 'it passes', hostile.says);
          else assert.equal(told, undefined);
          assert.doesNotMatch(told ?? '', /node:internal/);
          assert.deepEqual(processesIn(folder), []);
        },
      );
    }
  });

  test('and the next check is untouched', async () => {
    const lesson = findLesson(cluster);
    assert.equal(await firstFailure(solutionOf(lesson), { lesson: cluster }), undefined);
  });
});

/** Puts the program where nothing else runs. */
function place({ name, text }: Hostile, file: string): string {
  if (name === 'is-a-folder') mkdirSync(file);
  else if (text !== undefined) writeFileSync(file, text);
  else if (name !== 'no-such-file') copyFileSync(fileURLToPath(new URL(`programs/${name}.ts`, import.meta.url)), file);
  return file;
}

/** What a learner reads first. */
async function firstFailure(file: string, { lesson = 'single-server', says }: Omit<Hostile, 'name'>): Promise<string | undefined> {
  const checks = await checksOf(findLesson(lesson));
  const outcomes = await outcomesOf(file, says ? checks : checks.slice(0, 2)); // the others burn CPU, and tell no more of a right one
  return outcomes.find((outcome) => outcome.state === 'failed')?.failure.message;
}

async function failureOf(file: string, options: LaunchOptions): Promise<string | undefined> {
  let program: Program | undefined;
  try {
    program = await Program.start(file, options);
    await program.ask('/');
    return undefined;
  } catch (error) {
    assert.ok(error instanceof Failure, String(error));
    return error.message;
  } finally {
    await program?.end();
  }
}

/** The processes that work in a folder: whatever they did to their names, groups and environments. Linux tells. */
function processesIn(folder: string): string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && readlinkSync(`/proc/${name}/cwd`) === folder;
    } catch {
      return false; // gone, or somebody else's
    }
  });
}

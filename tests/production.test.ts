import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { DockerfileParser } from 'dockerfile-ast';
import { allLessons, root } from '#workshop/lessons.ts';
import { checksOf } from '#workshop/lesson-tests.ts';
import { sendLoad } from '#workshop/program/load.ts';
import { originOf } from '#workshop/program/processes.ts';
import { suite } from '#workshop/suite.ts';
import { type Service, childOf, start } from './production/service.ts';

// docs/production.md, and the unit and the Dockerfile that follow it: what they promise is run, as far as it can be here.

const read = (path: string) => readFileSync(join(root, path), 'utf8');
const missing = (command: string, ...words: string[]) =>
  spawnSync(command, words, { stdio: 'ignore' }).status === 0 ? false : `${command} is not there, or may not do this`;
const noSignals = process.platform === 'win32' && 'this system has no signals';
const noNamespaces = noSignals || missing('unshare', ...namespace('true'));

/** The words after `unshare` that make a program pid 1 of a namespace of its own, which ends with it. */
function namespace(...words: string[]): string[] {
  return ['--user', '--map-root-user', '--pid', '--fork', '--kill-child', '--mount-proc', ...words];
}

const unitPath = 'docs/production/every-core.service';
const unit = new Map(
  read(unitPath)
    .split('\n')
    .flatMap((line) => {
      const [, name, value] = /^(\w+)=(.*)$/.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value] as const];
    }),
);
const setting = (name: string): string => unit.get(name) ?? assert.fail(`${unitPath} has no ${name}`);

/** What stands in the Dockerfile after each of its keywords, in order. */
const instructions = DockerfileParser.parse(read('docs/production/Dockerfile'))
  .getInstructions()
  .map((instruction) => ({ keyword: instruction.getKeyword(), words: instruction.getRawArgumentsContent() ?? '' }));
const all = (keyword: string): string[] => instructions.filter((one) => one.keyword === keyword).map(({ words }) => words);
const list = (words: string | undefined) => JSON.parse(words ?? '') as string[];

/**
 * Starts a service on the host, as systemd would: no shell, and no variables but the unit's own.
 * @param before what to run before the program, until it lets it go on
 * @param ready what that says when it is there
 */
function startUnit(before?: string, ready?: RegExp): Promise<Service> {
  const [node, ...words] = setting('ExecStart').split(' ');
  assert.equal(node, '/usr/bin/node');
  const variables = Object.fromEntries(
    setting('Environment')
      .split(' ')
      .map((one) => one.split('=')),
  );
  const first = before === undefined ? [] : ['--import', `data:text/javascript,${encodeURIComponent(before)}`];
  return start(process.execPath, [...first, ...words], { cwd: root, env: variables as Record<string, string>, ...(ready && { ready }) });
}

const tests: Record<string, { skip?: string | false; run: () => Promise<void> | void }> = {
  'each point of docs/production.md names a lesson, and checks that are there': {
    run: async () => {
      const checks = new Map(await Promise.all(allLessons().map(async (one) => [one.folder, await checksOf(one)] as const)));
      const points = read('docs/production.md')
        .split(/\n(?=- |#)/)
        .filter((part) => part.startsWith('- '));
      assert.ok(points.length > 15);
      for (const point of points.map((one) => one.replace(/\s+/g, ' '))) {
        const folder = /\]\(\.\.\/lessons\/([\w-]+)\/README\.md#[\w-]+\)/.exec(point)?.[1] ?? assert.fail(`no lesson: ${point}`);
        const names = [...point.matchAll(/(?<=\s)_(\S.*?\S)_(?=\s|$)/g)].map(([, name = '']) => name);
        assert.ok(names.length > 0, `no check: ${point}`);
        for (const name of names) {
          const isThere = name in tests || checks.get(folder)?.some((check) => check.name === name);
          assert.ok(isThere, `${folder} has no check "${name}", nor has tests/production.test.ts`);
        }
      }
    },
  },

  'systemd-analyze finds no fault with the unit': {
    skip: missing('systemd-analyze', '--version'),
    run: () => {
      const folder = mkdtempSync(join(tmpdir(), 'ec-'));
      try {
        const copy = join(folder, 'every-core.service');
        writeFileSync(copy, read(unitPath).replace('/usr/bin/node', process.execPath)); // wherever Node is here
        const { stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', copy], { encoding: 'utf8' });
        const faults = stderr.split('\n').filter((line) => line.includes('every-core.service'));
        assert.deepEqual(faults, []);
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  },

  "the unit's ExecReload brings in new workers, and no request fails": {
    skip: noSignals,
    run: async () => {
      const service = await startUnit();
      const load = sendLoad(service.port, '/slow?ms=30', { clients: 2 });
      try {
        await load.answers(4);
        reload(service);
        await service.said(/takes over from/, 2);
        await load.answers(4);
      } finally {
        await load.stop();
        await service.end();
      }
      assert.deepEqual([...load.failed], []);
    },
  },

  "the unit's KillSignal ends all of it within TimeoutStopSec, with exit code 0 and every answer": {
    skip: noSignals,
    run: async () => {
      assert.equal(setting('KillMode'), 'mixed');
      assert.ok(
        Number(setting('TimeoutStopSec')) > 11,
        'shorter than the deadline of the program, and the second that it takes to cut off',
      );
      const service = await startUnit();
      await stopsWell(service, service.pid, setting('KillSignal') as NodeJS.Signals, 1_000 * Number(setting('TimeoutStopSec')));
    },
  },

  "the unit's ExecReload ends a program that does not listen yet, and the unit has it started again": {
    skip: noSignals,
    run: async () => {
      // systemd.service(5): for Restart=on-failure an end by SIGHUP is a clean one. RestartForceExitStatus= restarts regardless of Restart=.
      assert.equal(setting('RestartForceExitStatus'), 'SIGHUP');
      const service = await startUnit("console.log('begins'); await new Promise((go) => process.stdin.once('data', go));", /begins/);
      try {
        reload(service);
        assert.deepEqual(await service.ended, [null, 'SIGHUP']);
      } finally {
        await service.end();
      }
    },
  },

  'a worker that the system kills is replaced, and the unit lets the service go on': {
    skip: noSignals,
    run: async () => {
      assert.equal(setting('OOMPolicy'), 'continue'); // systemd.service(5): else, unless its own settings say otherwise, the unit is stopped
      const service = await startUnit();
      try {
        const answer = await fetch(`http://127.0.0.1:${service.port}/`);
        process.kill(Number(/\d+$/.exec((await answer.text()).trim())?.[0]), 'SIGKILL'); // with which the kernel ends whom it chooses
        await service.said(/^Worker \d+ started/, 3);
      } finally {
        await service.end();
      }
    },
  },

  'the Dockerfile follows the checklist': {
    run: () => {
      assert.match(all('FROM').join(), /^node:\d+\S*$/, 'a version of Node, and not whatever is the latest');
      assert.match(all('USER').at(-1) ?? 'root', /^(?!root|0\b)/, 'not as root');
      assert.ok(all('RUN').includes('npm ci --omit=dev --ignore-scripts'), 'the packages of the lockfile, without those for development');
      for (const words of [...all('CMD'), ...all('HEALTHCHECK').map((one) => one.replace(/^CMD /, ''))]) {
        assert.equal(list(words)[0], 'node', 'as a list, with no shell and no npm in front');
      }
      for (const path of copied()) assert.ok(existsSync(join(root, path)), `${path} is copied, and is not there`);
      const deadline = Number(
        all('ENV')
          .join('\n')
          .match(/^SHUTDOWN_TIMEOUT=(\d+)$/m)?.[1],
      );
      assert.ok(deadline + 1_000 < 10_000, 'docker stop kills after ten seconds; the program needs one more than its deadline');
      const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Record<string, string> };
      assert.ok('tsx' in dependencies, 'npm ci --omit=dev leaves it out');
    },
  },

  "the Dockerfile's HEALTHCHECK asks on PORT, and an answer with an error is not well": {
    run: async () => {
      let status = 200;
      const server = createServer((_request, response) => response.writeHead(status).end()).listen(0, '127.0.0.1');
      try {
        await once(server, 'listening');
        const { port } = server.address() as AddressInfo;
        assert.equal(await healthOn(port), 0);
        status = 500;
        assert.equal(await healthOn(port), 1);
      } finally {
        server.close();
      }
    },
  },

  "as pid 1 the Dockerfile's CMD stops at SIGTERM, with exit code 0 and every answer": {
    skip: noNamespaces,
    run: async () => {
      const folder = mkdtempSync(join(tmpdir(), 'ec-'));
      try {
        for (const path of copied()) cpSync(join(root, path), join(folder, path), { recursive: true });
        symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules')); // what npm ci brings
        const env = Object.fromEntries(all('ENV').map((one) => one.split('='))) as Record<string, string>;
        const service = await start('unshare', namespace(process.execPath, ...list(all('CMD')[0]).slice(1)), { cwd: folder, env });
        const first = childOf(service.pid) as number;
        assert.equal(await healthOn(service.port), 0, 'HEALTHCHECK finds it well');
        await stopsWell(service, first, 'SIGTERM', 10_000);
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  },

  'a program without a listener is not ended by SIGTERM when it is pid 1': {
    skip: noNamespaces,
    run: async () => {
      const echo = "process.stdin.on('data', () => console.log('pid ' + process.pid + ' is there')); console.log('begun')";
      const service = await start('unshare', namespace(process.execPath, '-e', echo), { cwd: root, env: {}, ready: /begun/ });
      try {
        const first = childOf(service.pid) as number;
        process.kill(first, 'SIGTERM');
        service.stdin.write('are you there?\n');
        await service.said(/pid 1 is there/);
        assert.ok(originOf(first), 'it has ended');
      } finally {
        await service.end();
      }
    },
  },

  'an orphan that ends stays a zombie when Node is pid 1': {
    skip: noNamespaces,
    run: async () => {
      // The shell ends, and cat, which it has started, is pid 1's from then on. At the end of its input cat ends too: no event tells pid 1.
      const program = `
        const { readFileSync } = require('node:fs');
        const script = 'cat <&3 >/dev/null 3<&- & echo $!';
        const shell = require('node:child_process').spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'inherit', 'pipe'] });
        let orphan = '';
        shell.stdout.on('data', (text) => (orphan += text));
        shell.stdout.on('end', () => {
          shell.stdio[3].end();
          (function look() {
            const [state, parent] = readFileSync('/proc/' + orphan.trim() + '/stat', 'utf8').split(') ')[1].split(' ');
            if (state === 'Z' && parent === '1') console.log('a zombie');
            else setTimeout(look, 5);
          })();
        });`;
      const service = await start('unshare', namespace(process.execPath, '-e', program), { cwd: root, env: {}, ready: /a zombie/ });
      await service.end();
    },
  },
};

suite('production', { timeout: 120_000 }, () => {
  for (const [name, { skip = false, run }] of Object.entries(tests)) test(name, { skip }, run);
});

/** Runs the unit's ExecReload. */
function reload({ pid }: Service): void {
  const [kill = '', ...words] = setting('ExecReload').replace('$MAINPID', String(pid)).split(' ');
  assert.equal(spawnSync(kill, words).status, 0);
}

/** The exit code of the Dockerfile's HEALTHCHECK in a container with this PORT. */
async function healthOn(port: number): Promise<number | null> {
  const [, ...words] = list(all('HEALTHCHECK')[0]?.replace(/^CMD /, ''));
  const [code] = (await once(spawn(process.execPath, words, { env: { PORT: String(port) }, stdio: 'ignore' }), 'exit')) as [number | null];
  return code;
}

/** The paths that the Dockerfile copies into the image, where they keep their places. */
function copied(): string[] {
  return all('COPY').flatMap((words) => {
    const paths = words.split(' ');
    const to = paths.pop() ?? '';
    for (const path of paths) assert.equal(join(to, to === './' ? path : ''), join(path), 'each keeps its place');
    return paths;
  });
}

/** Stops a service while a request is in flight: it is answered, the service ends with exit code 0 in time, and nobody is left. */
async function stopsWell(service: Service, pid: number, signal: NodeJS.Signals, milliseconds: number): Promise<void> {
  try {
    const received = sendLoad(service.port, '/slow?ms=1000', { clients: 2, most: 2 });
    const before = sendLoad(service.port, '/', { clients: 1, most: 4 });
    await before.over; // under round robin whoever came before has been received by then
    process.kill(pid, signal);
    const late = AbortSignal.timeout(milliseconds);
    const [code, by] = (await Promise.race([service.ended, once(late, 'abort').then(() => ['late'])])) as [unknown, unknown];
    await received.over;
    assert.deepEqual([code, by], [0, null]);
    assert.deepEqual([received.answered, ...received.failed], [2]);
    assert.deepEqual(service.left(), []);
  } finally {
    await service.end();
  }
}

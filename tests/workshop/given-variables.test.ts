import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { suite } from '#workshop/suite.ts';
import { root } from '#workshop/lessons.ts';
import { cleanEnvironment } from '#workshop/program/environment.ts';

const loader = new URL('../../workshop/strip/register.mjs', import.meta.url).href;
const scheduling = "import { scheduling } from '#given/scheduling.ts'; console.log(scheduling);";
const timeouts = "import { shutdownTimeout, startTimeout } from '#given/timeouts.ts'; console.log(shutdownTimeout, startTimeout);";

suite('given: SCHEDULING', () => {
  test('is rr unless told, and when empty', async () => {
    assert.deepEqual(await start(scheduling, {}), { code: 0, stdout: 'rr\n', stderr: '' });
    assert.deepEqual(await start(scheduling, { SCHEDULING: '' }), { code: 0, stdout: 'rr\n', stderr: '' });
  });

  test('may be rr or none', async () => {
    assert.deepEqual(await start(scheduling, { SCHEDULING: 'rr' }), { code: 0, stdout: 'rr\n', stderr: '' });
    assert.deepEqual(await start(scheduling, { SCHEDULING: 'none' }), { code: 0, stdout: 'none\n', stderr: '' });
  });

  for (const unknown of ['RR', 'round-robin', 'toString']) {
    test(`"${unknown}" is refused in one line`, async () => {
      const stderr = `SCHEDULING must be rr or none, and is "${unknown}".\n`;
      assert.deepEqual(await start(scheduling, { SCHEDULING: unknown }), { code: 1, stdout: '', stderr });
    });
  }
});

suite('given: SHUTDOWN_TIMEOUT and START_TIMEOUT', () => {
  test('are ten seconds unless told, and when empty', async () => {
    const unset = { SHUTDOWN_TIMEOUT: '', START_TIMEOUT: '' };
    assert.deepEqual(await start(timeouts, unset), { code: 0, stdout: '10000 10000\n', stderr: '' });
  });

  test('may be any number of milliseconds that a timer takes, from 0', async () => {
    const set = { SHUTDOWN_TIMEOUT: '0', START_TIMEOUT: '2147483647' };
    assert.deepEqual(await start(timeouts, set), { code: 0, stdout: '0 2147483647\n', stderr: '' });
  });

  for (const [name, wrong] of [
    ['SHUTDOWN_TIMEOUT', '-1'],
    ['SHUTDOWN_TIMEOUT', '1.5'],
    ['SHUTDOWN_TIMEOUT', '10s'],
    ['SHUTDOWN_TIMEOUT', ' '],
    ['SHUTDOWN_TIMEOUT', '2147483648'],
    ['START_TIMEOUT', 'Infinity'],
  ] as const) {
    test(`${name}=${JSON.stringify(wrong)} is refused in one line`, async () => {
      const stderr = `${name} must be a whole number of milliseconds below 2147483648, and is "${wrong}".\n`;
      assert.deepEqual(await start(timeouts, { [name]: wrong }), { code: 1, stdout: '', stderr });
    });
  }
});

function start(program: string, env: Record<string, string>) {
  return new Promise((resolve) => {
    const options = { cwd: root, env: { ...cleanEnvironment(), ...env } };
    const child = execFile(process.execPath, ['--import', loader, '--input-type=module', '--eval', program], options, (_, stdout, stderr) =>
      resolve({ code: child.exitCode, stdout, stderr }),
    );
  });
}

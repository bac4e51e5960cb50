import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { suite } from '#workshop/suite.ts';
import { root } from '#workshop/lessons.ts';
import { cleanEnvironment } from '#workshop/program/environment.ts';

const loader = new URL('../../workshop/strip/register.mjs', import.meta.url).href;
const program = "import { scheduling } from '#given/scheduling.ts'; console.log(scheduling);";

suite('given: SCHEDULING', { concurrency: 2 }, () => {
  test('is rr unless told, and when empty', async () => {
    assert.deepEqual(await start({}), { code: 0, stdout: 'rr\n', stderr: '' });
    assert.deepEqual(await start({ SCHEDULING: '' }), { code: 0, stdout: 'rr\n', stderr: '' });
  });

  test('may be rr or none', async () => {
    assert.deepEqual(await start({ SCHEDULING: 'rr' }), { code: 0, stdout: 'rr\n', stderr: '' });
    assert.deepEqual(await start({ SCHEDULING: 'none' }), { code: 0, stdout: 'none\n', stderr: '' });
  });

  for (const unknown of ['RR', 'round-robin', 'toString']) {
    test(`"${unknown}" is refused in one line`, async () => {
      const stderr = `SCHEDULING must be rr or none, and is "${unknown}".\n`;
      assert.deepEqual(await start({ SCHEDULING: unknown }), { code: 1, stdout: '', stderr });
    });
  }
});

function start(env: Record<string, string>) {
  return new Promise((resolve) => {
    const options = { cwd: root, env: { ...cleanEnvironment(), ...env } };
    const child = execFile(process.execPath, ['--import', loader, '--input-type=module', '--eval', program], options, (_, stdout, stderr) =>
      resolve({ code: child.exitCode, stdout, stderr }),
    );
  });
}

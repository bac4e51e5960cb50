// What the text says: pm2 reload ends the old processes also if the new version can't start, and the command tells of no failure.
// prints: before the reload: 200
// prints: pm2 reload has ended with exit code 0
// prints: after it: ECONNREFUSED
// prints: pm2 calls the processes errored, errored
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const home = mkdtempSync(join(tmpdir(), 'ec-')); // PM2 works here, and knows of no other home
const bin = (name: string) => fileURLToPath(import.meta.resolve(`pm2/bin/${name}`));
const port = await freePort();
const env = { ...process.env, PM2_HOME: home, PM2_DISCRETE_MODE: 'true', PM2_DISABLE_VERSION_CHECK: 'true', PORT: String(port) };

const settings = "name: 'app', script: 'app.cjs', instances: 2, exec_mode: 'cluster', wait_ready: true, max_restarts: 2, min_uptime: 60000";
writeFileSync(join(home, 'it.config.cjs'), `module.exports = { apps: [{ ${settings}, listen_timeout: 1000, kill_timeout: 5000 }] };`);
deploy(`
  const server = require('node:http').createServer((request, response) => response.end('version 1'));
  server.listen(process.env.PORT, () => process.send('ready', () => console.log('it listens')));
  process.on('SIGINT', () => server.close(() => process.exit()));
`);

const runtime = spawn(process.execPath, [bin('pm2-runtime'), 'start', 'it.config.cjs', '--no-auto-exit'], { cwd: home, env });
const ended = once(runtime, 'exit');
const lines = createInterface({ input: runtime.stdout });
await said('it listens', 2);

console.log(`before the reload: ${await ask()}`);
const givenUp = said('too many unstable restarts', 2);
deploy("throw new Error('this version is broken');");
const [code] = await pm2('reload', 'app');
console.log(`pm2 reload has ended with exit code ${code}`);
await givenUp;
console.log(`after it: ${await ask()}`);
const [, list] = await pm2('jlist');
const statuses = (JSON.parse(list) as { pm2_env: { status: string } }[]).map(({ pm2_env }) => pm2_env.status);
console.log(`pm2 calls the processes ${statuses.join(', ')}`);

runtime.kill('SIGTERM'); // pm2-runtime ends what it runs
await ended;
rmSync(home, { recursive: true });

function deploy(version: string): void {
  writeFileSync(join(home, 'app.cjs'), version);
}

/** Waits for so many lines of PM2's that hold these words. */
function said(words: string, times: number): Promise<void> {
  let count = 0;
  return new Promise((resolve) => {
    lines.on('line', (line) => {
      if (line.includes(words) && ++count === times) resolve();
    });
  });
}

/** Runs a command of PM2; gives its exit code and what it wrote. */
function pm2(...words: string[]): Promise<[code: number, text: string]> {
  return new Promise((resolve) => {
    execFile(process.execPath, [bin('pm2'), ...words], { env }, (error, text) => resolve([Number(error?.code ?? 0), text]));
  });
}

/** The status of an answer, or what came instead. */
function ask(): Promise<number | string | undefined> {
  return new Promise((resolve) => {
    const request = http.get({ port, host: '127.0.0.1', agent: false }, (response) => resolve(response.resume().statusCode));
    request.on('error', (error: NodeJS.ErrnoException) => resolve(error.code));
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

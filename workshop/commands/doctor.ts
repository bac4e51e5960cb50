import { once } from 'node:events';
import { createServer } from 'node:net';
import { accessSync, constants } from 'node:fs';
import os from 'node:os';
import { delimiter, join } from 'node:path';
import { command } from '../command.ts';
import { allLessons } from '../lessons.ts';
import { paint } from '../paint.ts';
import { frontMatter } from '../text.ts';

const usage = 'npm run doctor     tells what this machine has, and what a lesson would miss';

/** Programs of which a lesson may make use, and how they are come by. */
const programs = {
  nginx: 'apt-get install nginx, brew install nginx',
  iptables: 'Linux only: apt-get install iptables',
  unshare: 'Linux only: apt-get install util-linux',
};

await command(usage, {}, async () => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const allowed = os.availableParallelism();
  const all = os.cpus().length;
  const policy = process.env['NODE_CLUSTER_SCHED_POLICY'] || (process.platform === 'win32' ? 'none' : 'rr');
  tell('Node', process.versions.node, major > 20 || (major === 20 && minor >= 19), 'the course needs 20.19 or later');
  tell(
    'cores',
    `${allowed}${all > allowed ? ` of ${all}` : ''}`,
    allowed > 1,
    'with one core a cluster brings no speed: the lessons work, the measurements show no difference',
  );
  tell('default policy', policy === 'rr' ? 'round robin' : 'none: the system distributes connections', true);
  tell('port 3000', (await isFree(3000)) ? 'free' : 'taken', await isFree(3000), 'npm run app needs another one: --port 4100');
  for (const [program, remedy] of Object.entries(programs)) {
    const lessons = allLessons().filter((lesson) => frontMatter(lesson).needs?.includes(program));
    const use = lessons.length > 0 ? `needed for ${lessons.map(({ slug }) => slug).join(', ')}` : 'needed for no lesson yet';
    const found = isInstalled(program);
    tell(program, `${found ? 'installed' : 'not found'}, ${use}`, found || lessons.length === 0, remedy);
  }
});

function tell(name: string, state: string, fine: boolean, remedy = ''): void {
  console.log(
    `${state.startsWith('not found') && fine ? paint('dim', '–') : fine ? paint('green', '✔') : paint('yellow', '!')} ${name.padEnd(15)} ${state}${fine ? '' : `: ${remedy}`}`,
  );
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port);
  try {
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}

function isInstalled(program: string): boolean {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return folders.some((folder) => {
    try {
      accessSync(join(folder, process.platform === 'win32' ? `${program}.exe` : program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

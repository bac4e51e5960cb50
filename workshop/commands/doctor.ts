import { once } from 'node:events';
import { createServer } from 'node:net';
import os from 'node:os';
import { command } from '../command.ts';
import { missingNamespace } from '../compare/namespace.ts';
import { installed } from '../compare/programs.ts';
import { list } from '../failure.ts';
import { allLessons } from '../lessons.ts';
import { paint } from '../paint.ts';
import { frontMatter } from '../text.ts';

const usage = 'npm run doctor     tells what this machine has, and what a lesson would miss';

/** Programs of which a lesson may make use: what it means that one is missing, and how it is come by. */
const programs = {
  nginx: 'the checks with nginx are skipped there: apt-get install nginx, brew install nginx',
  iptables: 'the checks with iptables are skipped there: Linux only, apt-get install iptables',
  unshare: 'rules of iptables are not tried, and those checks are skipped there: Linux only, apt-get install util-linux',
  nsenter: 'rules of iptables are not tried, and those checks are skipped there: Linux only, apt-get install util-linux',
  ip: 'rules of iptables are not tried, and those checks are skipped there: Linux only, apt-get install iproute2',
};

/** What makes a network of one's own: a lesson that needs the first needs all of them. */
const network = ['unshare', 'nsenter', 'ip'];

const lessonsWith = (program: string): string[] => {
  const lessons = allLessons().filter((lesson) => frontMatter(lesson).needs?.includes(network.includes(program) ? 'unshare' : program));
  return lessons.map(({ slug }) => slug);
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
    const lessons = lessonsWith(program);
    const use = lessons.length > 0 ? `needed for ${list(lessons)}` : 'needed for no lesson yet';
    const found = installed(program) !== undefined;
    tell(program, `${found ? 'installed' : 'not found'}, ${use}`, found || lessons.length === 0, remedy);
  }
  const lessons = lessonsWith('unshare');
  const why = lessons.length > 0 ? await missingNamespace() : undefined;
  const use = `needed for ${list(lessons)}`;
  if (lessons.length > 0)
    tell(
      'own network',
      `${why ? 'can’t be had' : 'can be had'}, ${use}`,
      !why,
      `${why}; rules of iptables are not tried, and those checks are skipped there`,
    );
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

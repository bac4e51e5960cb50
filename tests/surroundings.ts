import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { root } from '#workshop/lessons.ts';
import type { Surrounding } from './proof.ts';

/** Where somebody's laptop differs from ours. Each gives where the proof runs, or why that can't be had here. */
export const surroundings: Record<string, () => Promise<(Surrounding & { end?: () => unknown }) | string>> = {
  'one core': async () => whyNot('taskset', '-c', '0', 'true') ?? { through: ['taskset', '-c', '0'] },

  'variables of a program in the shell': async () => ({
    env: { WEB_CONCURRENCY: '7', PORT: '1', SCHEDULING: 'none', NODE_ENV: 'production' },
  }),

  'NODE_OPTIONS set': async () => ({ env: { NODE_OPTIONS: '--enable-source-maps --max-old-space-size=2048' } }),

  'port 3000 taken': async () => {
    const holder = createServer().listen(3000);
    await once(holder, 'listening').catch(() => {}); // then somebody else holds it
    return { end: () => holder.close() };
  },

  'no IPv6': async () => {
    const through = [...'unshare --user --map-root-user --net sh -c'.split(' '), `${withoutIPv6} && exec "$@"`, 'sh'];
    return whyNot(...through, 'true') ?? { through };
  },

  'a path with spaces and letters beyond ASCII': async () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'course-')), 'every core – für alle');
    const left = new Set(['node_modules', '.git', '.every-core', 'coverage']);
    cpSync(root, folder, { recursive: true, filter: (source) => !left.has(relative(root, source)) });
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
    return { cwd: folder, env: { CI: '1' }, end: () => rmSync(join(folder, '..'), { recursive: true }) };
  },

  'a home that takes no file': async () =>
    process.platform === 'linux' ? { env: { HOME: '/proc' } } : 'only Linux has such a folder at hand',
};

const withoutIPv6 = 'ip link set lo up && echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6 && ! grep -q . /proc/net/if_inet6';

/** Why a command can't be had here; undefined if it can. */
function whyNot(...words: string[]): string | undefined {
  const [program = '', ...rest] = words;
  const { error, status, stderr } = spawnSync(program, rest, { encoding: 'utf8' });
  if (error) return `${program} is not installed`;
  return status === 0 ? undefined : `${program} says: ${stderr.trim()}`;
}

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { atHome, programOf } from '../../program/pm2.ts';
import type { Contender } from '../contender.ts';
import { server } from '../programs.ts';

const manifest = createRequire(import.meta.url).resolve('pm2/package.json');

export default {
  name: 'PM2, cluster mode',
  what: "PM2's cluster mode: the cluster module, round robin, with PM2 as the primary",
  role: 'contender',
  versions: async () => ({ pm2: (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version }),
  async start(place) {
    const port = await place.lease();
    const start = ['start', server('one.mjs'), '--no-daemon', '--name', 'compared', '--instances', String(place.processes)];
    await place.run(process.execPath, [programOf('pm2'), ...start, '--wait-ready', '--listen-timeout', '60000', '--no-autorestart'], {
      env: { PORT: String(port), ...atHome(place.folder) },
      ready: /\[PM2\].*Done\./,
    });
    return { port };
  },
} satisfies Contender;

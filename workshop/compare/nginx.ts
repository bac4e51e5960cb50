import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Contender, Place } from './contender.ts';
import { installed, path, saidBy, server } from './programs.ts';

/** The `upstream` and the `server` of an nginx that listens on `port`, in front of processes that listen on `ports`. */
export type Configure = (port: number, ports: readonly number[]) => string;

/** nginx in front of so many processes, each with a port of its own, as it needs neither root nor the system's own configuration. */
export const behindNginx = (name: string, what: string, configure: Configure): Contender => ({
  name,
  what,
  role: 'contender',
  missing: missingNginx,
  versions: async () => ({ nginx: /nginx\/([\d.]+)/.exec((await saidBy('nginx', ['-v'])) ?? '')?.[1] }),
  async start(place) {
    const port = await place.lease();
    const ports: number[] = [];
    for (let i = 0; i < place.processes; i++) {
      const own = await place.lease();
      await place.run(process.execPath, [server('one.mjs')], { env: { PORT: String(own) }, ready: /^listening$/m });
      ports.push(own);
    }
    await startNginx(place, around(configure(port, ports), place.processes), place.processes);
    return { port };
  },
});

/** Why nginx can't be started here; undefined if it can. */
export const missingNginx = (): string | undefined =>
  installed('nginx') ? undefined : 'nginx is not installed: apt-get install nginx-light, or brew install nginx';

/**
 * Starts an nginx that is only the place's. The configuration has `daemon off`, `error_log stderr notice`, and no path outside.
 * @param workers how many workers of nginx it asks for
 * @throws if nginx ends, in its own words
 */
export async function startNginx(place: Place, configuration: string, workers: number): Promise<void> {
  const file = join(place.folder, 'nginx.conf');
  writeFileSync(file, configuration);
  const words = ['-p', place.folder, '-c', file, '-e', 'stderr'];
  await place.run('nginx', words, { env: { PATH: path }, ready: /start worker process \d/, times: workers });
}

/**
 * As many workers of nginx as processes behind it, as `worker_processes auto` would give. What would tell it apart from Node is set to
 * what Node does: connections are kept for as many requests as come, with the same `Keep-Alive`; the processes' own `Server` is passed on.
 */
const around = (part: string, workers: number) => `
daemon off;
pid nginx.pid;
error_log stderr notice;
worker_processes ${workers};
events { worker_connections 4096; }
http {
access_log off;
client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
keepalive_timeout 75s 5s;
keepalive_requests 1000000000;
proxy_pass_header Server;
proxy_buffers 16 16k;
proxy_busy_buffers_size 32k;
proxy_max_temp_file_size 0;
${part}
}
`;

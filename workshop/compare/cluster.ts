import type { Address, Place } from './contender.ts';
import { server } from './programs.ts';

/** Starts the cluster: a primary and its workers, on one port. */
export async function startCluster(place: Place, env: Record<string, string>): Promise<Address> {
  const port = await place.lease();
  await place.run(process.execPath, [server('cluster.mjs')], {
    env: { PORT: String(port), ...env },
    ready: /^listening$/m,
    times: place.processes,
  });
  return { port };
}

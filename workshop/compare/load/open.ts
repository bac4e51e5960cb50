import { Client, type Target, connected } from './client.ts';
import { type Seen, Tally, patience } from './tally.ts';

/** More connections are not opened at a time: what is due then waits, and that counts. */
const most = 256;

/**
 * Open loop: requests are due at a fixed rate, whatever the server does, as when people come by themselves. Each answer's latency counts
 * from when its request was due. A server that stands still for a moment so pays for all who would have come meanwhile, where a closed
 * loop would ask once and wait (coordinated omission). Requests are due at whole milliseconds: the timer is no finer.
 * @param connections how many are open from the start, where they are kept alive
 */
export async function openLoop(
  target: Target,
  connections: number,
  rate: number,
  seconds: number,
): Promise<Seen & { latencies: Float64Array }> {
  const clients = await connected(target, connections);
  const free = [...clients];
  const tally = new Tally(clients);
  const total = Math.max(1, Math.round(rate * seconds));
  const latencies = new Float64Array(total);
  const dueAt = (index: number) => tally.began + Math.ceil((1000 * index) / rate);
  let [sent, settled] = [0, 0];

  await new Promise<void>((resolve) => {
    /** Sends all that is due, as long as there is somebody to ask. */
    const send = () => {
      const now = performance.now();
      while (sent < total && dueAt(sent) <= now) {
        const client = free.pop() ?? more();
        if (!client) return;
        const index = sent++;
        client.ask((outcome) => {
          latencies[index] = tally.add(outcome) - dueAt(index);
          free.push(client);
          if (++settled === total) finish();
          else if (sent < total && dueAt(sent) <= performance.now()) send();
        });
      }
    };
    const more = () => {
      if (clients.length >= most) return undefined;
      const client = new Client(target);
      clients.push(client);
      return client;
    };
    const finish = () => {
      clearInterval(ticks);
      clearTimeout(timer);
      resolve();
    };
    const ticks = setInterval(send, 1);
    const timer = setTimeout(finish, 1000 * seconds + patience); // what is still due by then was never answered
    send();
  });
  const seen = tally.end();
  const never = total - settled;
  return { ...seen, failed: seen.failed + never, timeouts: seen.timeouts + never, latencies: latencies.subarray(0, settled) };
}

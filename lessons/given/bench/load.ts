// Given: sends load to a server, and counts what comes back.
import autocannon from 'autocannon';
import { ask } from './contender.ts';

/** What a contender did in its turn. */
export interface Load {
  /** Requests answered a second. */
  rate: number;
  /** Requests that were not answered, or not with a status of 200 to 299. */
  failed: number;
}

/**
 * Asks for `url` over and over. Each connection is kept alive and sends its next request when its last one was answered, so a slow server
 * is asked less: what is measured is how many requests it gets done, not how it bears a rush.
 */
export async function sendLoad(url: string, connections: number, seconds: number): Promise<Load> {
  let answers = 0;
  let start = 0;
  let last = 0;
  // Its usual time between samples, a second, would be the shortest turn.
  const options = { url, connections, duration: seconds, sampleInt: 10 };
  const { errors, mismatches, non2xx, requests } = await new Promise<autocannon.Result>((resolve, reject) => {
    const run = autocannon(options, (error, result) => (error ? reject(error) : resolve(result)));
    run.on('start', () => (start = performance.now()));
    run.on('response', () => {
      answers++;
      last = performance.now();
    });
  });
  // What it was still asked for is done before somebody else's turn begins: this request waits behind it.
  await ask(url, 1000 * seconds + 100).catch(() => {});
  if (answers === 0) return { rate: 0, failed: requests.sent };
  // At the end each connection waits for one answer. A request more than that was lost when the server closed its connection, and
  // autocannon counts that as no error.
  const lost = requests.sent - answers - connections;
  return { rate: (1000 * answers) / (last - start), failed: Math.max(errors, lost) + non2xx + mismatches };
}

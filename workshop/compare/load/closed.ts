import { type Client, type Outcome, type Target, connected } from './client.ts';
import { type Seen, Tally } from './tally.ts';

/**
 * Closed loop: each client asks, waits for the answer, asks again, for so many seconds; then each gets its last answer. So every request
 * that was sent is counted, as answered or as failed. A slow server is asked less: what it shows is how much gets done, not how long it takes.
 */
export async function closedLoop(target: Target, connections: number, seconds: number): Promise<Seen> {
  const clients = await connected(target, connections);
  const tally = new Tally(clients);
  const end = tally.began + 1000 * seconds;
  const work = (client: Client) =>
    new Promise<void>((resolve) => {
      const done = (outcome: Outcome) => {
        if (tally.add(outcome) >= end) resolve();
        else if ('failed' in outcome)
          setTimeout(ask, 5); // whoever is refused pauses, as people do
        else ask();
      };
      const ask = () => client.ask(done);
      ask();
    });
  await Promise.all(clients.map(work));
  return tally.end();
}

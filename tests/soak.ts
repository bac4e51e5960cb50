import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { command, wholeNumber } from '#workshop/command.ts';
import { Mistaken } from '#workshop/lessons.ts';
import { type Proof, prove, tellProof } from './proof.ts';
import { surroundings } from './surroundings.ts';

// npm run soak: the whole proof, again and again. What fails once in fifty runs fails somebody in each workshop.

const usage = `npm run soak -- 50              the whole proof fifty times, then ten times with every core kept busy
npm run soak -- 50 --busy 0     and not under load
npm run soak -- --odd           once in each of some odd surroundings: one core, a port that is taken…
npm run soak -- 50 --right      leaves the known mistakes out`;

await command(
  usage,
  { busy: { type: 'string' }, odd: { type: 'boolean' }, right: { type: 'boolean' } },
  async ({ words: [times], options }) => {
    const right = options['right'] === true;
    if (options['odd']) return soakOddly(right);
    if (times === undefined) throw new Mistaken(`How often?\n${usage}`);
    const quiet = wholeNumber('runs', times, 0, 10_000);
    const busy = wholeNumber('busy', String(options['busy'] ?? Math.ceil(quiet / 5)), 0, 10_000);
    await soak('runs', quiet, right);
    const loads = Array.from({ length: busy > 0 ? availableParallelism() : 0 }, () => new Worker('for (;;);', { eval: true }));
    await soak('runs with every core kept busy', busy, right);
    for (const load of loads) await load.terminate();
  },
);

async function soak(what: string, times: number, right: boolean): Promise<void> {
  const proofs: Proof[] = [];
  for (let run = 1; run <= times; run++) {
    const proof = await prove({ right });
    proofs.push(proof);
    console.log(tellProof(`${run} of ${times} ${what}`, proof));
  }
  if (times === 0) return;
  const failures = proofs.filter(({ failed }) => failed.length > 0).length;
  const seconds = proofs.map((proof) => proof.seconds).sort((a, b) => a - b);
  const [least = 0, median = 0, most = 0] = [0, Math.floor(times / 2), times - 1].map((place) => seconds[place]);
  const took = `${least.toFixed(1)} to ${most.toFixed(1)} s, median ${median.toFixed(1)} s`;
  console.log(`\n${times} ${what}: ${failures} failed; ${took}\n`);
  if (failures > 0) process.exitCode = 1;
}

async function soakOddly(right: boolean): Promise<void> {
  for (const [name, prepare] of Object.entries(surroundings)) {
    const prepared = await prepare();
    if (typeof prepared === 'string') {
      console.log(`${name.padEnd(44)} skipped: ${prepared}`);
      continue;
    }
    const proof = await prove({ ...prepared, right });
    console.log(tellProof(name, proof));
    await prepared.end?.();
    if (proof.failed.length > 0) process.exitCode = 1;
  }
}

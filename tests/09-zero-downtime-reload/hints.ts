import type { Hints } from '#workshop/lesson-tests.ts';

export const hints: Record<string, Hints> = {
  'SIGHUP replaces each worker once, and the new ones run what service.ts holds then': [
    'Start with one slot. Who hears the signal, what comes first, and when is the old worker no longer needed?',
    "process.on('SIGHUP', …) in the primary; fork(); worker.once('listening', …); fill(slot, next), which makes `next` the slot's worker; tell(old, 'retire').",
    "For each slot: const next = fork(); await new Promise((resolve) => next.once('listening', resolve)); const old = slot.worker; fill(slot, next, 0, performance.now()); tell(old, 'retire');",
  ],
  'one at a time, and all the old ones serve until the new one listens': [
    'Count those who serve, at each moment of the reload. Do you ever have fewer than at the start, or start two at a time?',
    "A new worker is there at 'fork', runs at 'online', and serves at 'listening'. `for` with `await` waits for each slot; forEach and Promise.all don't.",
    "async function reload() { for (const slot of slots) await renew(slot); }, and in renew nothing is told to the old one before `await` of the new one's 'listening'.",
  ],
  'each client that keeps its connection gets one more answer, which says Connection: close': [
    'A connection is idle at this moment. Does the server know whether its client is just sending something?',
    'Order in #given/worker.ts has three words. Two of them close idle connections. The third one waits for the next request and answers it with Connection: close.',
    "tell(old, 'retire'). No kill, no disconnect.",
  ],
  'no request fails during a reload, neither on fresh connections nor on those that are kept': [
    'This is the second SIGHUP that the program gets. What is left from the first?',
    'process.once listens once. And a variable that says "a reload is under way" has to be false when it is over, however it ended.',
    "process.on('SIGHUP', …); in reload: reloading = true before the loop, reloading = false after it, also when a slot could not be renewed.",
  ],
  'a new version that ends at its start, or never listens, is given up with a line, and the old workers stay': [
    'You wait for the new worker. What else may come instead of what you wait for?',
    "One promise and three ways to resolve it: worker.once('listening'), worker.once('exit'), setTimeout(…, startTimeout). Whatever comes first counts.",
    "If it was not 'listening': console.error(`Reload given up: …`); next.process.kill(); and return false, so that reload breaks off its loop. The old worker is told nothing.",
  ],
  'an old worker that takes longer than SHUTDOWN_TIMEOUT is cut off': [
    'An old worker answers what is in flight before it ends. What if that takes an hour?',
    'shutdownTimeout says how many milliseconds it may take, and cutOff ends a worker that hears nothing else.',
    "After tell(old, 'retire'): setTimeout(() => cutOff(old), shutdownTimeout).unref().",
  ],
  'SIGHUP during a reload is no second reload beside it: when it is done, there is one more': [
    'When the signal comes, the file may have changed since the last worker was started. So when is it right to begin, and how often?',
    'Two variables, both true or false: a reload is under way, and another one is wanted. The signal sets the second one while the first is set.',
    'if (reloading) { again = true; return; } reloading = true; do { again = false; …the loop over the slots… } while (again); reloading = false;',
  ],
  'SIGTERM during a reload wins: nobody else is started, and it ends with exit code 0': [
    'While the reload waits for a worker, `stop` may run. What is true then that was not true before?',
    '`stopping` may be true after each `await`. And the new worker is there too: it is in no slot, and may be too young to hear what it is told.',
    "After the await: if (stopping) return false;. Remember the new worker in a variable of runPrimary, and in stop: newcomer?.process.kill('SIGTERM'). On 'exit' its signal is no reason for exit code 1.",
  ],
  'an old worker that is still starting leaves too, once it listens': [
    'A worker died a moment ago, and the reload comes to its slot. Who is in it, and what does that one hear already?',
    "A worker hears what it is told from its 'listening' on. `stop` has the same trouble, and a line on cluster.on('listening') for it.",
    "Beside tell(old, 'retire'): old.once('listening', () => tell(old, 'retire')). One that listens already never gets there.",
  ],
  'a worker of the new version that dies is replaced too': [
    'Who watches over the workers of the start, and since when?',
    "`fill` listens for a worker's 'exit', and forks its successor.",
    'fill(slot, next, 0, performance.now()) instead of slot.worker = next.',
  ],
};

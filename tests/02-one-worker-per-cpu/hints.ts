import type { Hints } from '#workshop/lesson-tests.ts';

export const hints: Record<string, Hints> = {
  'WEB_CONCURRENCY says how many workers the primary forks': [
    'Something has to start more processes. Which process should do that, and how often?',
    'cluster.fork() starts one worker. cluster.isPrimary is true in one process only.',
    'In `if (cluster.isPrimary) { … }` write a loop that runs `workerCount` times (from #given/worker-count.ts) and calls cluster.fork().',
  ],
  'unless told, it forks one worker per core': [
    'How many workers are right differs from machine to machine. Who knows it?',
    'workerCount from #given/worker-count.ts is os.availableParallelism(), unless WEB_CONCURRENCY says otherwise.',
    'Take `workerCount` as it is: no other number, nothing added, nothing taken away.',
  ],
  'every worker answers on the shared port, and the primary answers nothing': [
    'Both kinds of process run this same file from its top. What should only a worker do?',
    'server.listen(port) in every worker, with the same port. In the primary nothing may listen.',
    'Put the server into the `else` of `if (cluster.isPrimary)`: createServer, the line for errors, listen(port).',
  ],
  'with WEB_CONCURRENCY=1 the one worker answers, not the primary': [
    'What does your program do when there is only one worker to fork?',
    'The loop needs no special case for 1: the primary still forks, and the worker still serves.',
    'Remove the condition that treats one worker differently; `for (let i = 1; i <= workerCount; i++)` is right for 1 too.',
  ],
  'each process says on its output what it is': [
    'Three kinds of line, written by two kinds of process. Which one is missing?',
    'process.pid is the number of the process that runs the line. server.listen takes a function that is called once it listens.',
    'console.log(`Primary ${process.pid} is running`), console.log(`Forking process number ${i}...`), and in listen(port, () => …) console.log(`Worker ${process.pid} started...`).',
  ],
  'when a worker is killed, the primary says so and the others go on': [
    'A worker can end at any time. Who hears of it?',
    "cluster emits 'exit' in the primary, with the worker, its exit code and the signal that ended it; one of the last two is null.",
    "cluster.on('exit', (worker, code, signal) => console.log(`Worker ${worker.process.pid} ended (${signal ?? code})`));",
  ],
};

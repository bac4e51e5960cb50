import type { Mistake } from '#workshop/lesson-tests.ts';

const replaces = 'SIGHUP replaces each worker once, and the new ones run what service.ts holds then';
const oneAtATime = 'one at a time, and all the old ones serve until the new one listens';
const goodbye = 'each client that keeps its connection gets one more answer, which says Connection: close';
const load = 'no request fails during a reload, neither on fresh connections nor on those that are kept';
const broken = 'a new version that ends at its start, or never listens, is given up with a line, and the old workers stay';
const cutOff = 'an old worker that takes longer than SHUTDOWN_TIMEOUT is cut off';
const queued = 'SIGHUP during a reload is no second reload beside it: when it is done, there is one more';
const stopped = 'SIGTERM during a reload wins: nobody else is started, and it ends with exit code 0';
const late = 'an old worker that is still starting leaves too, once it listens';
const healed = 'a worker of the new version that dies is replaced too';

const hears = "process.on('SIGHUP', () => void reload());";
const imports = "else await import('./service.ts'); // in the workers only, so that each new one runs the file as it is by then";
const each = 'for (const slot of slots) if (!(await renew(slot))) break;';
const forks = 'const next = (newcomer = fork());';
const waits = 'const fault = await faultOf(next);';
const old = 'const old = slot.worker as Worker; // not before: it may have died and been replaced in the meantime\n';
const fills = 'fill(slot, next, 0, performance.now());\n';
const retires = "tell(old, 'retire');";
const retiresLate = "old.once('listening', () => tell(old, 'retire')); // it may still be starting, and hear nothing yet\n";
const faulty = 'if (fault) {\n      console.error(`Reload given up: the new worker ${pidOf(next)} ${fault}. The old ones stay.`);';
const letsGo = 'letGo(next);\n';
const cutsOff = 'setTimeout(() => cutOff(old), shutdownTimeout).unref();\n';
const isListening = "worker.once('listening', () => resolve(undefined));";
const isLate = 'setTimeout(() => resolve(`does not listen after ${startTimeout} ms`), startTimeout).unref();';
const underWay = 'reloadAgain = reloading;\n    if (reloading) return;\n';
const again = 'while (reloadAgain);';
const done = 'reloading = false;\n  }';
const wins = 'if (stopping) return false;\n';
const endsNewcomer = "newcomer?.process.kill('SIGTERM'); // it serves nobody\n";
const youngToo = "    if (stopping) tell(worker, 'drain'); // when all were told, this one was too young to hear it\n";

export const mistakes: Mistake[] = [
  {
    name: 'listens for SIGHUP in the workers',
    change: [
      [hears, ''],
      [
        'runWorker((request, response) => void answer(request, response, greeting));',
        "runWorker((request, response) => void answer(request, response, greeting));\nprocess.on('SIGHUP', () => process.emit('SIGTERM'));",
      ],
    ],
    fails: replaces,
    says: 'SIGHUP comes to the primary, and who doesn’t listen for a signal is ended by it',
  },
  {
    name: 'passes the signal on to the workers, which ignore it',
    change: [[hears, "process.on('SIGHUP', () => workers().forEach((worker) => worker.process.kill('SIGHUP')));\n  void reload;"]],
    fails: replaces,
    says: 'nothing calls fork()',
  },
  {
    name: 'runs a copy of service.ts that was made at the start',
    change: [
      [imports, "else await import('./running.ts');"],
      [
        "import cluster, { type Worker } from 'node:cluster';",
        "import cluster, { type Worker } from 'node:cluster';\nimport { copyFileSync } from 'node:fs';",
      ],
      [
        'for (const slot of slots) fill(slot, fork());',
        "copyFileSync(new URL('service.ts', import.meta.url), new URL('running.ts', import.meta.url));\n  for (const slot of slots) fill(slot, fork());",
      ],
    ],
    fails: replaces,
    says: 'the new worker runs old code',
  },
  {
    name: 'heals the worker that was told to leave',
    change: [
      ['const leaves = stopping || slot.worker !== worker;', 'const leaves = stopping;'],
      ['if (!stopping && slot.worker === worker) fill(slot, fork(), earlyDeaths);', 'if (!stopping) fill(slot, fork(), earlyDeaths);'],
    ],
    fails: replaces,
    says: 'another one is forked in its place, as if it had died',
  },
  {
    name: 'forgets to put the new worker into the slot',
    change: [[fills, '']],
    fails: replaces,
    says: 'another one is forked in its place, as if it had died',
  },
  {
    name: 'replaces the first worker only',
    change: [[each, 'await renew(slots[0] as Slot);']],
    fails: replaces,
    says: 'the reload stops before all are replaced',
  },
  {
    name: 'only adds new workers',
    change: [[retires, '']],
    fails: replaces,
    says: 'once the new one listens, tell it to retire',
  },
  {
    name: 'has the old one leave, then starts the new one',
    change: [
      [old, ''],
      [retires, ''],
      [forks, `const old = slot.worker as Worker;\n    delete slot.worker;\n    tell(old, 'retire');\n    ${forks}`],
    ],
    fails: oneAtATime,
    says: 'First the new one listens, then the old one is told',
  },
  {
    name: 'waits until the old one has left before it starts the new one',
    change: [
      [old, ''],
      [retires, ''],
      [
        forks,
        `const old = slot.worker as Worker;\n    delete slot.worker;\n    tell(old, 'retire');\n    await new Promise((resolve) => old.once('exit', resolve));\n    ${forks}`,
      ],
    ],
    fails: oneAtATime,
    says: 'First the new one listens, then the old one is told',
  },
  {
    name: 'takes a worker that is online for one that listens',
    change: [[isListening, isListening.replace('listening', 'online')]],
    fails: oneAtATime,
    says: 'First the new one listens, then the old one is told',
  },
  {
    name: 'takes a worker that is forked for one that listens',
    change: [[waits, 'const fault = undefined as string | undefined;\n    void faultOf;']],
    fails: oneAtATime,
    says: 'First the new one listens, then the old one is told',
  },
  {
    name: 'replaces all at once',
    change: [[each, 'await Promise.all(slots.map(renew));']],
    fails: oneAtATime,
    says: 'all at once need twice the memory',
  },
  {
    name: 'forgets to wait for each',
    change: [[each, 'slots.forEach((slot) => void renew(slot));']],
    fails: oneAtATime,
    says: 'all at once need twice the memory',
  },
  {
    name: 'has the old one drain',
    change: [[retires, "tell(old, 'drain');"]],
    fails: goodbye,
    says: 'a request may be on its way while the server closes',
  },
  {
    name: 'ends the old one by worker.kill()',
    change: [[retires, 'old.kill();']],
    fails: goodbye,
    says: 'a request may be on its way while the server closes',
  },
  {
    name: 'disconnects the old one',
    change: [[retires, 'old.disconnect();']],
    fails: goodbye,
    says: 'a request may be on its way while the server closes',
  },
  {
    name: 'kills the old one',
    change: [[retires, "old.process.kill('SIGKILL');"]],
    fails: goodbye,
    says: 'who is killed answers nobody',
  },
  {
    name: 'has the old one retire, and cuts it off at once',
    change: [[cutsOff, 'cutOff(old);\n']],
    fails: goodbye,
    says: 'a request may be on its way while the server closes',
  },
  {
    name: 'listens for SIGHUP once',
    change: [[hears, hears.replace('.on', '.once')]],
    fails: load,
    says: 'process.once listens once',
  },
  {
    name: 'never forgets that it is reloading',
    change: [[done, '}']],
    fails: load,
    says: 'does the program still think that it is reloading?',
  },
  {
    name: 'has the old one leave even if the new one does not come',
    change: [[`${letsGo}      return false;\n`, letsGo]],
    fails: broken,
    says: 'it is told to leave once the new one listens, and not otherwise',
  },
  {
    name: 'goes on with the next after the first that fails',
    change: [[each, 'for (const slot of slots) await renew(slot);']],
    fails: broken,
    says: 'after the first one that fails, the next one is tried',
  },
  {
    name: 'puts the new worker into the slot before it listens',
    change: [
      [old, ''],
      [fills, ''],
      [waits, `const old = slot.worker as Worker;\n    fill(slot, next);\n    ${waits}`],
    ],
    fails: broken,
    says: 'It belongs to no slot before it listens',
  },
  {
    name: 'waits for ever for a worker that never listens',
    change: [[isLate, 'void startTimeout;']],
    fails: broken,
    says: 'only a timer knows (startTimeout)',
  },
  {
    name: 'gives up, and leaves the new worker there',
    change: [[letsGo, 'void letGo;\n']],
    fails: broken,
    says: 'who is given up has to go',
  },
  {
    name: 'gives up without a word',
    change: [['      console.error(`Reload given up: the new worker ${pidOf(next)} ${fault}. The old ones stay.`);\n', '']],
    fails: broken,
    says: 'whoever reloads has to find out',
  },
  {
    name: 'gives up by an exception',
    change: [[faulty, 'if (fault) {\n      throw new Error(`Reload given up: ${fault}`);']],
    fails: broken,
    says: 'a reload that fails is no reason to end',
  },
  {
    name: 'cuts off all workers, as stop does',
    change: [[cutsOff, 'setTimeout(() => workers().forEach(cutOff), shutdownTimeout).unref();\n']],
    fails: cutOff,
    says: 'Cut off the one that was told to retire, and no other',
  },
  {
    name: 'cuts off whoever is in the slot by then',
    change: [[cutsOff, 'setTimeout(() => cutOff(slot.worker as Worker), shutdownTimeout).unref();\n']],
    fails: cutOff,
    says: 'Cut off the one that was told to retire, and no other',
  },
  {
    name: 'waits for an old worker for ever',
    change: [[cutsOff, '']],
    fails: cutOff,
    says: 'keeps an old worker for ever',
  },
  {
    name: 'reloads beside a reload',
    change: [[underWay, 'reloadAgain = false;\n']],
    fails: queued,
    says: 'Remember that one is under way',
  },
  {
    name: 'ignores SIGHUP during a reload',
    change: [[underWay, 'if (reloading) return;\n']],
    fails: queued,
    says: 'what came during the reload is forgotten',
  },
  {
    name: 'reloads once more for each signal',
    change: [
      ['let reloadAgain = false;', 'let reloadAgain = 0;'],
      [underWay, 'if (reloading) return void reloadAgain++;\n'],
      ['      reloadAgain = false;\n      for', '      for'],
      ['    reloadAgain = false;\n    for', '    for'],
      [again, 'while (reloadAgain-- > 0);'],
    ],
    fails: queued,
    says: 'each signal is counted',
  },
  {
    name: 'goes on reloading while it stops',
    change: [
      [wins, ''],
      [endsNewcomer, ''],
    ],
    fails: stopped,
    says: 'After each wait, look at `stopping`',
  },
  {
    name: 'reloads once more while it stops, as it was asked before',
    change: [['    reloadAgain = false;\n    for (const worker of workers())', '    for (const worker of workers())']],
    fails: stopped,
    says: 'After each wait, look at `stopping`',
  },
  {
    name: 'forgets the new worker when it stops',
    change: [
      [endsNewcomer, ''],
      [youngToo, '    void worker;\n'],
    ],
    fails: stopped,
    says: 'too young to hear that everybody leaves',
  },
  {
    name: 'stops with exit code 1 because the new worker was ended by a signal',
    change: [['if (stopping && signal && worker !== newcomer) exitCode = 1;', 'if (stopping && signal) exitCode = 1;']],
    fails: stopped,
    says: 'the new worker served nobody yet',
  },
  {
    name: 'tells an old worker to retire once, whether or not it can hear',
    change: [[retiresLate, '']],
    fails: late,
    says: 'Tell it once more when it listens',
  },
  {
    name: 'tells an old worker to retire once more when it is online',
    change: [[retiresLate, retiresLate.replace('listening', 'online')]],
    fails: late,
    says: 'Tell it once more when it listens',
  },
  {
    name: 'puts the new worker into the slot and does not watch over it',
    change: [[fills, 'slot.worker = next;\n']],
    fails: healed,
    says: '`fill` puts a worker into a slot and watches over it',
  },
];

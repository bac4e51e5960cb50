// Given: what was asked for on the command line.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { exitSaying } from '../exit-saying.ts';
import { type Wanted, readContender } from './contender.ts';

const usage = `compare.ts                                  compares a single server with one worker per CPU
compare.ts "<command A>" "<command B>"      starts both, each with PORT set to a free port
compare.ts <URL A> <URL B>                  compares servers that run already
  --path "/work?ms=5"   what is asked for
  --rounds 6            how many rounds
  --seconds 1           how long each contender's turn in a round takes
  --connections 10      how many connections, all kept alive
  --control             starts A once more, and compares it with A
  --wait 10             how many seconds a contender may take until it answers
  --json                prints what was measured as data`;

/** How to measure. */
export type Settings = ReturnType<typeof readSettings>;

/** Reads the command line; what can't be done ends the process with a sentence. */
export function readSettings() {
  const { values, positionals } = read();
  if (values.help) {
    console.log(usage);
    process.exit();
  }
  if (![0, 2].includes(positionals.length)) exitSaying(`A comparison takes two contenders, or none for the usual two.\n${usage}`);
  if (!values.path.startsWith('/')) exitSaying(`A path begins with a slash, and "${values.path}" doesn't.`);
  const [a, b] = positionals;
  return {
    A: a === undefined ? solution('01-single-server') : readContender(a),
    B: b === undefined ? solution('02-one-worker-per-cpu') : readContender(b),
    path: values.path,
    rounds: readNumber('rounds', values.rounds, /^[1-9]\d{0,2}$/, 'a whole number from 1 to 999'),
    seconds: readNumber('seconds', values.seconds, /^(?=.*[1-9])\d{1,3}(\.\d+)?$/, 'a number above 0 and below 1000'),
    connections: readNumber('connections', values.connections, /^[1-9]\d{0,2}$/, 'a whole number from 1 to 999'),
    wait: readNumber('wait', values.wait, /^(?=.*[1-9])\d{1,3}(\.\d+)?$/, 'a number above 0 and below 1000'),
    control: values.control ?? false,
    json: values.json ?? false,
  };
}

function read() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        path: { type: 'string', default: '/work?ms=5' },
        rounds: { type: 'string', default: '6' },
        seconds: { type: 'string', default: '1' },
        connections: { type: 'string', default: '10' },
        wait: { type: 'string', default: '10' },
        control: { type: 'boolean' },
        json: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    return exitSaying(`${(error as Error).message.split('. ')[0]}.\n${usage}`);
  }
}

function readNumber(name: string, text: string, form: RegExp, what: string): number {
  return form.test(text) ? Number(text) : exitSaying(`--${name} must be ${what}, and is "${text}".`);
}

/** A worked answer of the course, as a contender. */
function solution(folder: string): Wanted {
  const name = `solutions/${folder}/app.ts`;
  const file = fileURLToPath(new URL(`../../../${name}`, import.meta.url));
  return { name, command: [process.execPath, '--import', import.meta.resolve('tsx'), file] };
}

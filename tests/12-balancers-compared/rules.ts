import { type Subject, NotHere } from '#workshop/checks.ts';
import { OwnPlace } from '#workshop/compare/place.ts';
import { Failure, type Told, count } from '#workshop/failure.ts';
import { shortPath } from '#workshop/program/source.ts';
import { Functions } from '../functions.ts';
import { type Case, type Seen, tryRules } from './namespace.ts';

/** So many connections are made in each case: that dice fall in turn so often does not happen. */
const connections = 24;

/** In each case other ports, in no order, and another number of them. */
const asked: readonly [port: number, ports: readonly number[]][] = [
  [4100, [5003, 5001, 5002]],
  [4200, [6001, 6004, 6002, 6003]],
];

/** The rules of the judged file, and what came of them. */
export interface Tried {
  all: readonly { tried: Case; seen: Seen }[];
  /** A failure of one of the cases. */
  failure(tried: Case, told: Told): Failure;
}

/** The rules of the judged file, tried in a network of their own. */
export const rules: Subject<Tried> = {
  async start(file, signal) {
    const place = new OwnPlace(1);
    signal.addEventListener('abort', () => void place.end(), { once: true });
    const cases = await casesOf(file).catch(async (error: unknown) => {
      await place.end();
      throw error;
    });
    const all = await tryRules(cases, place);
    return {
      all: all.map((seen, i) => ({ seen, tried: cases[i] as Case })),
      failure: ({ port, ports }, told) => {
        const did = `Applied iptablesRules(${port}, [${ports.join(', ')}]) of ${shortPath(file)} in a network of its own, then connected to port ${port} ${count(connections, 'time')}.`;
        return new Failure({ did, ...told });
      },
    };
  },
  async end() {},
};

async function casesOf(file: string): Promise<Case[]> {
  if (process.platform !== 'linux') throw new NotHere('iptables needs Linux');
  const functions = await Functions.start(file);
  try {
    const called = await functions.call('iptablesRules', asked);
    return called.map(({ value, shown, args }, i) => {
      const [port, ports] = asked[i] as (typeof asked)[number];
      const isRules = Array.isArray(value) && value.every((rule) => typeof rule === 'string');
      if (isRules) return { port, ports, rules: value as string[], connections };
      const so = 'a rule is one text, the words after "iptables"; iptablesRules returns a list of them.';
      throw functions.failure('iptablesRules', args, { expected: 'a list of texts', saw: shown, so });
    });
  } finally {
    await functions.end();
  }
}

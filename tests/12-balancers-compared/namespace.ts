import { readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NotHere } from '#workshop/checks.ts';
import { missingNamespace, ownNetwork } from '#workshop/compare/namespace.ts';
import { OwnPlace } from '#workshop/compare/place.ts';

/** What is tried: these rules, with processes on these ports of 127.0.0.1. */
export interface Case {
  port: number;
  ports: readonly number[];
  rules: readonly string[];
  /** How many connections are made, one after another. */
  connections: number;
  /** Which of the processes is dead, as an index of `ports`; none unless told. */
  dead?: number;
}

/** What came of it. */
export interface Seen {
  /** The rule that iptables didn't take, and its words: nothing was tried then. */
  refusedRule?: string;
  words?: string;
  /** For each connection the port of the process that was reached, or why none was: ECONNREFUSED. */
  reached: (number | string)[];
  /** How many connections came to a process from the very port that their client has. */
  callers: number;
  /** Whether a connection to that port of another machine ended here; undefined where that can't be tried. */
  strayed?: boolean;
}

let missing: Promise<string | undefined> | undefined;

/**
 * Tries rules in a network of its own, which nothing of outlives this call: the rules of the machine are neither read nor touched.
 * @throws NotHere where that can't be had
 */
export async function tryRules(cases: readonly Case[], place = new OwnPlace(1)): Promise<Seen[]> {
  try {
    const why = await (missing ??= missingNamespace());
    if (why) throw new NotHere(why);
    const file = join(place.folder, 'cases.json');
    writeFileSync(file, JSON.stringify(cases));
    const inside = fileURLToPath(new URL('inside.mjs', import.meta.url));
    const outside = readlinkSync('/proc/self/ns/net');
    await place.run('unshare', [...ownNetwork, process.execPath, inside, outside, file], { ready: /^done$/m });
    return JSON.parse(readFileSync(file, 'utf8')) as Seen[];
  } finally {
    await place.end();
  }
}

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import type { Result } from '#workshop/compare/result.ts';
import { root } from '#workshop/lessons.ts';
import { cleanEnvironment } from '#workshop/program/environment.ts';
import { nodeOptionsFor } from '#workshop/program/source.ts';
import { suite } from '#workshop/suite.ts';
import { faultsOf } from './measurements/reading.ts';
import { measurementsOf } from './measurements/text.ts';
import { aResult } from './workshop/a-result.ts';
import { scratch, written } from './workshop/scratch.ts';

// docs/measurements.md says what was measured, and nothing else: its sentences are read and held against the figures.

const run = promisify(execFile);
const text = join(root, 'docs/measurements.md');
const kept = join(root, 'docs/measurements.json');
/** Why the text can't be looked at; it and its figures come and go together. */
const none = existsSync(text) || existsSync(kept) ? false : 'nothing has been measured yet: npm run measurements';

suite('what was measured', () => {
  test('docs/measurements.md is what npm run measurements writes', { skip: none }, async () => {
    const result = JSON.parse(readFileSync(kept, 'utf8')) as Result;
    assert.equal(
      readFileSync(text, 'utf8').replaceAll('\r\n', '\n'),
      await measurementsOf(result, text),
      'npm run measurements writes it again',
    );
    assert.equal(result.complete && !result.settings.quick, true, 'it is a whole run');
    assert.ok(readFileSync(kept).length < 300_000, 'docs/measurements.json stays small');
  });

  test('docs/measurements.md says nothing that its figures do not', { skip: none }, () => {
    assert.deepEqual(faultsOf(readFileSync(text, 'utf8'), JSON.parse(readFileSync(kept, 'utf8')) as Result), []);
  });

  test('npm run measurements takes a whole run only, and keeps its figures beside the text', async () => {
    const folder = join(scratch, 'course');
    mkdirSync(join(folder, 'docs'), { recursive: true });
    const measure = async (file: string) => {
      const command = join(root, 'tests/measurements.ts');
      const env = { ...cleanEnvironment(), EVERY_CORE_ROOT: folder };
      return run(process.execPath, [...nodeOptionsFor(command), command, file], { env }).catch((error: { stderr: string }) => error);
    };
    const saved = (change: Change) =>
      written('saved.json', `\n> every-core compare\n> node compare.ts\n\n${JSON.stringify(changed(change), null, 2)}\n`);
    for (const [change, told] of [
      [(result) => (result.settings.quick = true), /saved\.json is a quick run\. A full one is needed/],
      [(result) => (result.complete = false), /saved\.json is an interrupted run\. A full one is needed/],
    ] as [Change, RegExp][]) {
      assert.match((await measure(saved(change))).stderr, told);
    }
    assert.match(
      (await measure(join(folder, 'none.json'))).stderr,
      /none\.json can't be read as what npm run compare -- --json prints: ENOENT/,
    );
    assert.deepEqual(readdirSync(join(folder, 'docs')), []);
    assert.equal((await measure(saved(() => {}))).stderr, '');
    assert.deepEqual(JSON.parse(readFileSync(join(folder, 'docs/measurements.json'), 'utf8')), JSON.parse(JSON.stringify(aResult())));
    assert.equal(readFileSync(join(folder, 'docs/measurements.md'), 'utf8'), await textFor(() => {}));
  });

  for (const [name, change] of Object.entries(kinds)) {
    test(`${name}: what is written is what the figures say`, async () => {
      assert.deepEqual(faultsOf(await textFor(change), changed(change)), []);
    });
  }

  for (const [name, change, instead, kind] of wrong) {
    test(`noticed: ${name}`, async () => {
      const right = await textFor(kinds[kind] as Change);
      const spoilt = right.replace(change, instead);
      assert.notEqual(spoilt, right, `${change} stands in the text`);
      assert.equal(
        faultsOf(spoilt, changed(kinds[kind] as Change)).length,
        1,
        faultsOf(spoilt, changed(kinds[kind] as Change)).join('\n') || 'no fault was found',
      );
    });
  }
});

type Change = (result: Result) => void;

/** Results that make every sentence that there is. */
const kinds: Record<string, Change> = {
  'a whole run': () => {},
  'one that wins alone, and ends in the published order': (result) => {
    rename(result, 'nginx, upstream kept alive', 'nginx');
    for (const cell of result.cells) {
      const middle = { iptables: 4, nginx: 2 }[cell.contender];
      if (middle !== undefined)
        Object.assign(cell, { ratio: { median: middle, low: middle - 0.1, high: middle + 0.1 }, verdict: 'faster' });
      if (cell.contender === 'cluster, round robin')
        Object.assign(cell, { ratio: { median: 0.7, low: 0.6, high: 0.8 }, verdict: 'slower' });
    }
  },
  'nothing faster': ({ cells }) => {
    for (const cell of cells) Object.assign(cell, { ratio: { median: 0.98, low: 0.9, high: 1.05 }, verdict: 'no difference shown' });
  },
  'no verdict': ({ cells }) => {
    for (const cell of cells) Object.assign(cell, { ratio: undefined, verdict: 'not measurable', why: 'the machine was busy elsewhere' });
  },
  'one that cannot be measured': ({ cells }) => {
    for (const cell of cells)
      if (cell.contender === 'iptables')
        Object.assign(cell, { ratio: undefined, verdict: 'not measurable', why: '3 requests to it failed' });
  },
};

/** What a hand, or a fault of the generator, could make of the text. */
const wrong: [name: string, change: RegExp, instead: string, kind: string][] = [
  ['another winner', /\*\*iptables\*\* answers most/, '**nginx** answers most', 'one that wins alone, and ends in the published order'],
  ['a better figure', /answers most: 4\.00/, 'answers most: 4.10', 'one that wins alone, and ends in the published order'],
  [
    'a winner that is not alone',
    /comes out highest, ([^]*?) one process, and is not.*/,
    'answers most: $1 as many requests a second as one process.',
    'a whole run',
  ],
  ['another one that comes out highest', /\*\*iptables\*\* comes out/, '**reusePort** comes out', 'a whole run'],
  [
    'one that is left out of the equals',
    /is not shown to beat \*\*nginx, upstream kept alive\*\* \(1\.17\)/,
    'is not shown to beat **cluster, none** (0.96)',
    'a whole run',
  ],
  [
    'one that is faster and not named',
    /Also faster than one process: \*\*cluster, round robin\*\* \(3\.40\), /,
    'Also faster than one process: ',
    'a whole run',
  ],
  ['slower called no different', /Slower than one process: (.*)\./, 'No difference from one process is shown for $1.', 'a whole run'],
  ['a figure of a slower one', /\(0\.59\)/, '(0.69)', 'a whole run'],
  [
    'a winner where nothing is faster',
    /Nothing is shown to answer more requests than one process\./,
    '**iptables** answers most: 0.98 times (0.90 to 1.05) as many requests a second as one process.',
    'nothing faster',
  ],
  [
    'nothing faster where something is',
    /\*\*iptables\*\* answers most.*/,
    'Nothing is shown to answer more requests than one process.',
    'one that wins alone, and ends in the published order',
  ],
  [
    'advice for another',
    /take \*\*iptables\*\*; just as well \*\*reusePort\*\*/,
    'take **reusePort**; just as well **iptables**',
    'a whole run',
  ],
  ['advice that knows no equal', /; just as well .*, since no difference between them is shown/, '', 'a whole run'],
  [
    'advice without a verdict',
    /this run gives no verdict, so it is no reason to choose/,
    'one process is enough. Nothing is shown to be faster',
    'no verdict',
  ],
  ['a summary with a winner', /There is no best way: .*/, 'Among the fastest at all 4 workloads: **iptables**.', 'a whole run'],
  [
    'a summary without one',
    /Among the fastest at .*/,
    'There is no best way: nothing is among the fastest at all 4 workloads.',
    'one that wins alone, and ends in the published order',
  ],
  [
    'the published order where it is not',
    /is shown here at 4 of 4 workloads: [^.]*/,
    'is shown here at none of 4 workloads',
    'one that wins alone, and ends in the published order',
  ],
  ['another shortest latency', /(99 of 100 answers came within [\d.]+ ms with) \*\*iptables\*\*/, '$1 **reusePort**', 'a whole run'],
  ['another cheapest', /(An answer took [\d.]+ ms of CPU with) \*\*iptables\*\*/, '$1 **cluster, round robin**', 'a whole run'],
  [
    'one that could be measured',
    /Not measurable: \*\*iptables\*\*/,
    'Not measurable: **iptables** and **reusePort**',
    'one that cannot be measured',
  ],
  ['a sentence by hand', /^Slower than/m, 'So iptables is the best.\n\nSlower than', 'a whole run'],
  ['a sentence by hand, at the end', /$/, '\nIn the end the cluster wins.\n', 'a whole run'],
];

function changed(change: Change): Result {
  const result = aResult();
  change(result);
  return result;
}

const textFor = (change: Change): Promise<string> => measurementsOf(changed(change), text);

function rename({ contenders, cells }: Result, from: string, to: string): void {
  for (const one of contenders) if (one.name === from) one.name = to;
  for (const cell of cells) if (cell.contender === from) cell.contender = to;
}

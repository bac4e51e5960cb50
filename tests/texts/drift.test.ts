import assert from 'node:assert/strict';
import { test } from 'node:test';
import { suite } from '#workshop/suite.ts';
import { type Lesson, allLessons } from '#workshop/lessons.ts';
import { brokenReferences, brokenLinks, incomplete, looseBlocks, unknownCommands, unknownKeys, unknownNames, wrongTable } from './drift.ts';
import { readText } from './markdown.ts';
import { difference, staleTranscripts } from './replay.ts';

// Each kind of drift is noticed: a text that has it is told so, with the line; and a text that hasn't is not.

const one = allLessons()[0] as Lesson;
const file = `lessons/${one.folder}/${one.file}`;
const text = (source: string, path = `lessons/${one.folder}/README.md`) => readText(path, source);

/** The one fault of a text, on its third line. */
function expectFault(faults: readonly string[], words: string): void {
  assert.equal(faults.length, 1, faults.join('\n'));
  assert.match(faults[0] ?? '', /^\S+:3: /);
  assert.ok(faults[0]?.includes(words), faults[0]);
}

suite('drift is noticed:', () => {
  test('a link to a file or a heading that is not there', () => {
    const other = text('# Other\n\n## Go further\n\n## Go further\n');
    const find = (link: string) => brokenLinks(text(`# Title\n\n[a](${link})\n\n## Two words, \`code\`\n`), () => other);
    expectFault(find('./gone.md'), `${one.folder}/gone.md, which is not there`);
    expectFault(find('../../gone/'), 'gone/, which is not there');
    expectFault(find('#nowhere'), 'no heading #nowhere. It has title, two-words-code');
    expectFault(find('../../package.json#nowhere'), 'package.json has no heading #nowhere');
    expectFault(
      brokenLinks(text('# Title\n\n![a picture](gone.png)\n'), () => other),
      'gone.png',
    );
    for (const link of ['README.md', '#two-words-code', '../../package.json#go-further-1', 'https://nodejs.org/#x', '../given']) {
      assert.deepEqual(find(link), [], link);
    }
    assert.deepEqual(
      brokenLinks(text('[a](../../package.json#mine)'), () => undefined),
      [],
    ); // a learner's own headings are not ours to judge
  });

  test('a heading or a file to which a check or a hint sends, and that is not there', () => {
    const find = (code: string) => brokenReferences('checks.ts', `\n\n${code}`, new Set(['build', 'go-further']));
    expectFault(find("read: 'go-farther',"), 'no heading #go-farther. It has build, go-further');
    expectFault(find("'see README.md#bild'"), 'no heading #bild');
    expectFault(find("'look at #given/prot.ts.'"), 'there is no #given/prot.ts');
    expectFault(find("'see tests/01-single-server/shown/gone.ts'"), 'there is no tests/01-single-server/shown/gone.ts');
    assert.deepEqual(find("read: 'go-further', so: 'README.md#build', 'from #given/port.ts.'"), []);
  });

  test('a name of something that is not there', () => {
    const find = (name: string) => unknownNames(text(`# Title\n\nSee \`${name}\`.\n`));
    for (const [name, words] of [
      ['lessons/99-nothing/app.ts', 'there is no lessons/99-nothing/app.ts'],
      ['tests/NN-slug/nothing/', 'there is no tests/NN-slug/nothing/'],
      ['#given/nothing.ts', 'there is no #given/nothing.ts'],
      ['nothing-of-ours.ts', 'no file of the course has this name'],
      ['node:nothing', 'Node has no such module'],
      ['--nothing', 'has this option'],
      ['--time', 'has this option'],
      ['no-such-lesson', 'no lesson has this name'],
      ['NO_SUCH_VARIABLE=3', 'nowhere in the code'],
    ] as const) {
      expectFault(find(name), words);
    }
    for (const name of [
      file,
      'tests/NN-slug/checks.ts',
      '#given/port.ts',
      'package.json',
      'node:timers/promises',
      '--times 30',
      '--expose-internals',
      one.slug,
      'WEB_CONCURRENCY=3',
      '/work?ms=5',
    ]) {
      assert.deepEqual(find(name), [], name);
    }
  });

  test('a key to which nothing listens', () => {
    const find = (words: string) => unknownKeys(text(`# Title\n\n${words}\n`));
    expectFault(find('Press `z` to stop it.'), 'nothing listens to the key z');
    expectFault(find('Stop it by pressing Ctrl-Y.'), 'nothing listens to the key Ctrl-Y');
    assert.deepEqual(find('Press `k`, then press the key `t`, Enter or Ctrl-C, or press Ctrl-C twice.'), []);
  });

  test('a command that is not there, or does not understand its words', async () => {
    const find = async (command: string) => unknownCommands(text(`# Title\n\n\`${command}\`\n`), one);
    for (const [command, words] of [
      ['npm run nothing', 'package.json has no script nothing'],
      ['npm nothing', 'no command of the course'],
      ['npm run app 1 -- --nothing', "Unknown option '--nothing'"],
      ['npm run app 1 -- --workers', "Option '--workers <value>' argument missing"],
      ['npm run app 1 --workers 3', 'npm keeps --workers for itself'],
      ['npm test 1 2', '"2" means nothing here'],
      ['npm run hint no-such-lesson', 'there is no lesson no-such-lesson'],
      ['npm test -- --only no-such-lesson', 'there is no lesson no-such-lesson'],
      ['npm test 2', 'Another lesson is named by its name'],
      ['npm run lint x', 'takes no words'],
      ['npx nothing', 'npm ci brings no nothing'],
      ['npx tsx lessons/nothing.ts', 'there is no lessons/nothing.ts'],
      ['npx tsx lessons/05-load-comparison/compare.ts --nothing', "Unknown option '--nothing'"],
      ['npx tsx lessons/05-load-comparison/compare.ts "node gone.ts" "node gone.ts"', 'there is no gone.ts'],
      ['NOTHING_READS_THIS=1 npx tsx lessons/01-single-server/app.ts', 'no program of the course reads NOTHING_READS_THIS'],
    ] as const) {
      expectFault(await find(command), words);
    }
    for (const command of [
      'npm ci && npm start',
      'npm test N',
      'npm run …',
      'npm run call -- "/work?ms=5" / --at-once',
      'CI=1 npm test',
      'npx tsx …',
    ]) {
      assert.deepEqual(await find(command), [], command);
    }
    expectFault(await unknownCommands(text('```sh\nnpm ci\nnpm strat\n```\n')), 'npm strat is no command');
    expectFault(await unknownCommands(text('```sh\nnpm ci\nnmp start\n```\n')), 'nothing here knows nmp');
    expectFault(await unknownCommands(text('```console\n\n$ npm run cal -- /\n```\n')), 'no script cal');
  });

  test('a code block that is from nowhere, or is not what stands there', () => {
    const files: Record<string, string> = {
      'a.ts': 'function f() {\n  one();\n  two();\n  three();\n}\n',
      'shown.ts': '// prints: first\n// prints:\n// prints: third\nrun();\n',
    };
    const find = (...lines: string[]) => looseBlocks(text(lines.join('\n')), (path) => files[path]);
    expectFault(find('', '```ts', 'one();', '```'), 'a ts block needs an HTML comment');
    expectFault(find('', '```ini', 'a = 1', '```'), 'a ini block needs an HTML comment');
    expectFault(find('', '```', 'one();', '```'), 'needs ``` and a language');
    expectFault(find('moved in:', '', '    one();'), 'needs ``` and a language');
    expectFault(find('', '```json', '{ "a": 2 }', '```', '', '```console', '{"a":1}', '```'), 'a json block needs an HTML comment');
    expectFault(find('- in a list', '  ```ts', '  one();', '  ```'), 'a ts block needs an HTML comment');
    const from = (path: string, language: string, ...lines: string[]) =>
      find(`<!-- ${path} -->`, `\`\`\`${language}`, ...lines, '```').map((fault) => fault.replace(/:\d+: /, ':3: '));
    expectFault(from('gone.ts', 'ts', 'one();'), 'there is no gone.ts');
    expectFault(from('a.ts', 'ts', 'two();', 'one();'), 'does not stand in a.ts');
    expectFault(from('a.ts', 'ts', 'one();', 'three();'), 'does not stand in a.ts');
    expectFault(from('a.ts', 'ts', 'two()'), 'does not stand in a.ts');
    expectFault(from('a.ts', 'ts', 'three();', '// …', 'one();'), 'does not stand in a.ts');
    expectFault(from('shown.ts prints', 'text', 'first', 'third'), "shown.ts doesn't promise these lines");
    expectFault(from('a comment', 'text', 'first'), 'a text block needs');
    assert.deepEqual(from('a.ts', 'ts', '  one();', '  // …', '  three();'), []);
    assert.deepEqual(from('shown.ts prints', 'text', 'first', '', 'third'), []);
    assert.deepEqual(find('```json', '{ "a": 1 }', '```', '', '```console', '{"a":1}', '```'), []);
  });

  test('a transcript that comes out otherwise', async () => {
    const shown = [
      '$ npm run call -- /nothing',
      '/nothing  404  3 ms  Nothing found',
      '$ npm run call -- /',
      '/  200  3 ms  Hello World from process 4242',
    ];
    const source = [
      '<!-- app 1 -->',
      '```console',
      '$ npm run app 1',
      'Listening on port 3000 of process 4242',
      '```',
      '```console',
      ...shown,
      '```',
    ];
    assert.deepEqual(await staleTranscripts(text(source.join('\n')), () => undefined), [
      `${text('').path}:3: the text shows "Listening on port <port> of process <pid>", and what comes is "Listening on port <port> in process <pid>"`,
      `${text('').path}:7: the text shows "/nothing 404 <time> Nothing found", and what comes is "/nothing 404 <time> Not found"`,
    ]);
    const find = async (...lines: string[]) =>
      staleTranscripts(text(['# Title', '```console', ...lines, '```'].join('\n')), () => '// prints: first\n');
    expectFault(await find('$ npm run call -- /'), 'no block above says which program');
    expectFault(await find('$ npx tsx shown.ts', 'second'), 'the text shows "second", and what comes is "first"');
    expectFault(await find('Listening on port 3000'), 'begins with a command');
    assert.deepEqual(await find('$ npx tsx shown.ts', 'first'), []);
  });

  test('a failure that is told in other words', async () => {
    const source = ['<!-- mistake one-worker-per-cpu: no cluster at all -->', '```text', '✖ nothing of the kind', '```'].join('\n');
    expectFault(await staleTranscripts(text(source), () => undefined), 'the text shows "✖ nothing of the kind"');
    expectFault(
      await staleTranscripts(text(source.replace('no cluster', 'no such mistake')), () => undefined),
      'has no mistake "no such mistake at all"',
    );
  });

  test('a line too many or too few, another status, other figures', () => {
    const shown = ['process 4253    ████ 10', 'process 4254    ████ 10'];
    assert.equal(difference(['process 1 ████ 10', 'process 2 ████ 10', ''], shown), undefined);
    assert.match(difference(['process 1 ████ 10'], shown) ?? '', /what comes is no more lines$/);
    assert.match(difference([...shown, 'process 3 ████ 10'], shown) ?? '', /^the text shows no more lines/);
    assert.equal(difference(['process 1 ████ 11', 'process 2 ███ 9'], shown), undefined);
    assert.match(difference(['process 1 ████ 10', 'process 2 ███ 9'], shown) ?? '', /shows "in all 20", and what comes is "in all 19"$/);
    assert.equal(difference(['process 1 ████ 12', 'process 2 ██ 7', 'process 3 █ 1'], shown, true), undefined);
    assert.match(difference(['process 1 ████ 12', 'process 2 ██ 7'], shown, true) ?? '', /in all 19"$/);
    assert.match(difference(['status 500 ████ 20'], shown, true) ?? '', /status <n>/);
    const stats = (json: string) => difference([json], ['{"total":12,"workers":{"4253":6,"4254":6}}']);
    assert.equal(stats('{"total":12,"workers":{"99253":7,"99254":5}}'), undefined);
    assert.match(stats('{"total":11,"workers":{"99253":6,"99254":5}}') ?? '', /"total":11/);
    assert.equal(difference(['b', 'a'], ['a', 'b'], false, true), undefined);
    assert.match(difference(['b', 'a'], ['a', 'b']) ?? '', /^the text shows "a"/);
    assert.equal(difference(['a', 'b', 'c'], ['a', '…', 'c']), undefined);
    assert.match(difference(['a', 'b'], ['a', '…', 'c']) ?? '', /^the text shows "c"/);
  });

  test('front matter, headings and choices that are not as they should be', () => {
    const complete = `---
title: A title
minutes: 20
teaches: Something.
predict:
  question: How many?
  choices:
    a: one
    b: "\`two\`"
race:
  against: ${one.slug}
  doubt: Really?
needs: [nginx]
runs: npx tsx package.json
room: Why?
---

# A title

## Predict

- a) one
- b) \`two\`

## Build

## Check

## Look closer

<!-- answer: b -->

The answer is b: two.

## What people get wrong

## In production

## Go further
`;
    assert.deepEqual(incomplete(text(complete)), []);
    for (const [piece, instead, words] of [
      ['title: A title', 'titel: A title', 'the front matter needs title'],
      ['title: A title', 'titel: A title', 'nothing reads titel'],
      ['teaches: Something.', 'teaches:', 'needs teaches'],
      ['room: Why?', 'room: ""', 'needs room'],
      ['question: How many?', 'ask: How many?', 'needs predict.question'],
      ['minutes: 20', 'minutes: 9', 'minutes is 9'],
      ['minutes: 20', 'minutes: 26', 'minutes is 26'],
      ['minutes: 20', 'minutes: long', 'minutes is long'],
      ['    b: "`two`"\n', '', 'at least two choices'],
      ['a: one', 'a: 1', 'the choice "a) 1" of the front matter is due here'],
      ['- b) `two`', '- b) both', 'the choice "b) two" of the front matter is due here'],
      [`against: ${one.slug}`, 'against: no-such-lesson', 'race needs against'],
      ['tsx package.json', 'tsx no-such-file.ts', 'runs needs a command that ends with a file'],
      ['needs: [nginx]', 'needs: [nothing]', "npm run doctor doesn't look for nothing"],
      ['<!-- answer: b -->', '<!-- answer: d -->', 'says which choice is right'],
      ['The answer is b:', 'The answer is a:', 'the answer is b, as the comment says, and not a'],
      ['## Check\n', '', 'here "## Check" is due'],
      ['## Go further', '## Go further\n\n## And more', 'no more headings'],
      ['minutes: 20', 'minutes: [', 'is no YAML'],
    ] as const) {
      assert.ok(complete.includes(piece), piece);
      const faults = incomplete(text(complete.replace(piece, () => instead)));
      assert.ok(
        faults.some((fault) => fault.includes(words) && /^lessons\/\S+README\.md:\d+: /.test(fault)),
        `${words}\n${faults.join('\n')}`,
      );
    }
  });

  test('a table of lessons that is not that of the folders', () => {
    const row = (number: number, slug: string, minutes: number) =>
      `| ${number} | [${slug}](lessons/0${number}-${slug}/README.md) | something | ${minutes} |`;
    const lesson = (number: number, slug: string) => ({ number, slug, text: `lessons/0${number}-${slug}/README.md`, minutes: 20 });
    const find = (...rows: string[]) => wrongTable(text(['', '', ...rows].join('\n'), 'README.md'), [lesson(1, 'one'), lesson(2, 'two')]);
    assert.deepEqual(find(row(1, 'one', 20), row(2, 'two', 20)), []);
    expectFault(find(row(1, 'one', 20)), 'needs a row for lesson 2, two');
    expectFault(find(row(1, 'one', 25), row(2, 'two', 20)), 'one takes 20 minutes');
    expectFault(find(row(3, 'one', 20), row(2, 'two', 20)), 'lesson one is 1');
    expectFault(find(row(3, 'three', 20), row(1, 'one', 20), row(2, 'two', 20)), 'there is no lesson three');
  });
});

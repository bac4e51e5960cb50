import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { suite } from '#workshop/suite.ts';
import { type Lesson, allLessons, root, solutionOf, textOf } from '#workshop/lessons.ts';
import { lessonsToProve } from '#workshop/lesson-tests.ts';
import { type Launched, launch } from '#workshop/program/launch.ts';
import { cleanEnvironment } from '#workshop/program/environment.ts';
import { nodeOptionsFor } from '#workshop/program/source.ts';
import { type Block, blocksOf, frontMatter } from '#workshop/text.ts';

// What the texts show is what happens: code stands in a file that is run, transcripts are made again, and programs print what they promise.

const run = promisify(execFile);
const headings = ['Predict', 'Build', 'Check', 'Look closer', 'What people get wrong', 'In production', 'Go further'];

suite('the texts', { concurrency: 3 }, () => {
  test('README.md lists the lessons, with their minutes', { skip: whyNotOurs('README.md') ?? false }, () => {
    const rows = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/^\| (\d+) +\| \[(\S+)\]\((\S+)\) +\|.*\| (\d+) +\|$/gm)];
    assert.deepEqual(
      rows.map(([, number, slug, text]) => [Number(number), slug, text]),
      allLessons().map((lesson) => [lesson.number, lesson.slug, textOf(lesson)]),
    );
    for (const lesson of allLessons().filter((one) => !whyNotOurs(textOf(one)))) {
      assert.equal(Number(rows.find(([, , slug]) => slug === lesson.slug)?.[4]), frontMatter(lesson).minutes, lesson.slug);
    }
  });

  for (const lesson of lessonsToProve()) {
    const reason = whyNotOurs(textOf(lesson));
    if (reason) {
      test(`${lesson.slug}: its text`, { skip: reason }, () => {});
      continue;
    }
    const text = readFileSync(join(root, textOf(lesson)), 'utf8');
    const blocks = blocksOf(text);

    test(`${lesson.slug}: front matter and headings are complete`, () => {
      const { title, minutes, teaches, predict, room } = frontMatter(lesson);
      assert.ok(title && teaches && room && predict.question);
      assert.ok(minutes >= 10 && minutes <= 25);
      assert.ok(predict.answer in predict.choices);
      assert.deepEqual(
        [...text.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading),
        headings,
      );
    });

    test(`${lesson.slug}: its code stands in files`, () => {
      for (const { source, lines, line } of blocks.filter(({ language }) => language === 'ts')) {
        assert.ok(source, `${textOf(lesson)}:${line}: an HTML comment above the block must name the file it is from`);
        const file = readFileSync(join(root, source), 'utf8');
        assert.ok(flat(file).includes(flat(lines.join('\n'))), `${textOf(lesson)}:${line}: this does not stand in ${source}`);
      }
    });

    test(`${lesson.slug}: its transcripts come out the same`, async () => {
      let program: Launched | undefined;
      try {
        for (const block of blocks.filter(({ language }) => language === 'console')) {
          if (block.source?.startsWith('app ')) {
            await program?.end();
            program = await launch(solutionOf(lesson), { env: appEnvironment(block.source) });
            assert.deepEqual(...sortedAlike(normal(program.stdout.lines), normal(block.lines.slice(1))));
          } else {
            assert.ok(program, `${textOf(lesson)}:${block.line}: no block with <!-- app … --> stands above`);
            await replay(lesson, block, program.port);
          }
        }
      } finally {
        await program?.end();
      }
    });

    const shown = join(root, 'tests', lesson.folder, 'shown');
    for (const name of existsSync(shown) ? readdirSync(shown) : []) {
      test(`${lesson.slug}: shown/${name} prints what it says`, async () => {
        const file = join(shown, name);
        const promised = [...readFileSync(file, 'utf8').matchAll(/^\/\/ prints: (.*)$/gm)].map(([, line]) => line);
        assert.ok(promised.length > 0, 'no "// prints: …" says what it prints');
        const { stdout } = await run(process.execPath, [...nodeOptionsFor(file), file], { env: cleanEnvironment(), timeout: 60_000 });
        assert.deepEqual(stdout.trimEnd().split('\n'), promised);
      });
    }
  }
});

/** A learner may write into the texts, or lose them; that says nothing about the course. */
function whyNotOurs(file: string): string | undefined {
  if (!existsSync(join(root, file))) return `${file} is gone; git checkout ${file} brings it back`;
  if (process.env['CI']) return undefined;
  const { status, stdout } = spawnSync('git', ['status', '--porcelain', '--', file], { cwd: root, encoding: 'utf8' });
  if (status !== 0) return 'without git nobody knows whether the text is as we wrote it; with CI=1 it is checked all the same';
  return stdout === '' ? undefined : `${file} has changes that are not committed; with CI=1 it is checked all the same`;
}

/** `app 2 --workers 3 --scheduling none` as environment variables. */
function appEnvironment(source: string): Record<string, string> {
  const names: Record<string, string> = { workers: 'WEB_CONCURRENCY', scheduling: 'SCHEDULING' };
  return Object.fromEntries([...source.matchAll(/--(\w+) (\S+)/g)].map(([, option = '', value = '']) => [names[option] ?? option, value]));
}

/** A line that is only … stands for lines that the text leaves out: what happened is then kept as far as the text shows it. */
function sortedAlike(happened: string[], shown: string[]): [string[], string[]] {
  const lines = shown.filter((line) => line !== '…').sort();
  return [(lines.length < shown.length ? happened.filter((line) => lines.includes(line)) : happened).sort(), lines];
}

/** A replay need not burn for two seconds: what a text shows with ms=2000 holds for a fifth of it. */
const sooner = (line: string) => line.replaceAll(/(ms=|Worked |Waited )2000\b/g, '$1400');

/** Runs the commands of a block again and compares. */
async function replay(lesson: Lesson, block: Block, port: number): Promise<void> {
  const lines = block.lines.map(sooner);
  const starts = lines.flatMap((line, index) => (line.startsWith('$ ') ? [index] : []));
  for (const [i, start] of starts.entries()) {
    const command = /^\$ npm run call -- (.*)$/.exec(lines[start] ?? '')?.[1];
    assert.ok(command, `${textOf(lesson)}:${block.line}: only npm run call can be run again`);
    const words = [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, double, single, bare]) => double ?? single ?? bare ?? '');
    const call = join(root, 'workshop/commands/call.ts');
    const { stdout } = await run(process.execPath, [...nodeOptionsFor(call), call, ...words, '--port', String(port)], {
      env: cleanEnvironment(),
      timeout: 60_000,
    });
    const expected = lines.slice(start + 1, starts[i + 1]);
    assert.deepEqual(normal(stdout.split('\n')), normal(expected), `${textOf(lesson)}:${block.line + start}`);
  }
}

/** Without what differs from run to run: pids, times, ports. */
function normal(lines: readonly string[]): string[] {
  return lines
    .filter((line) => line !== '')
    .map((line) =>
      line
        .replace(/\b(pid|process|Primary|Worker|Parent|Child) \d+/g, '$1 <pid>')
        .replace(/"\d{3,}":/g, '"<pid>":')
        .replace(/[Pp]ort \d+/g, 'port <port>')
        .replace(/\b\d+ ms( {2}|$)/g, '<time> ')
        .replace(/\s+/g, ' '),
    );
}

/** Without indentation: an excerpt may stand deeper in its file. */
const flat = (code: string) => code.replace(/^[ \t]+/gm, '').trim();

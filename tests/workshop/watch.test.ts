import assert from 'node:assert/strict';
import { readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { suite } from '#workshop/suite.ts';
import { type Lesson, allLessons, root, solutionOf, starterOf } from '#workshop/lessons.ts';
import { processesWith } from '#workshop/program/processes.ts';
import { wrap } from '#workshop/watch/page.ts';
import { copyCourse } from './course-copy.ts';
import { Terminal, noTerminal } from './terminal.ts';

// The course at the keyboard, in a real terminal.

const lessons = allLessons();
const lesson = lessons.find(({ slug }) => slug === 'one-worker-per-cpu') as Lesson;
const next = lessons[lessons.indexOf(lesson) + 1] as Lesson;
const start = `node --expose-internals --import ${join(root, 'workshop/strip/register.mjs')} ${join(root, 'workshop/commands/start.ts')}`;
const solution = readFileSync(solutionOf(lesson), 'utf8');
const mistake = solution.replace('i <= workerCount', 'i <= 1');

async function inTerminal(
  columns: number,
  env: Record<string, string>,
  use: (terminal: Terminal, file: string, folder: string) => Promise<void>,
): Promise<void> {
  const { folder, remove } = copyCourse();
  const terminal = new Terminal(folder, columns, { EVERY_CORE_ROOT: folder, EVERY_CORE_TEST: folder, ...env });
  try {
    await terminal.shows(/ready>/);
    await use(terminal, join(folder, 'lessons', lesson.folder, lesson.file), folder);
  } finally {
    terminal.close();
    remove();
  }
}

suite('the course at the keyboard', { skip: noTerminal }, () => {
  test('from a prediction over a mistake and its hints to the next lesson, a reset, and back to the shell', async () => {
    await inTerminal(100, {}, async (terminal, file, folder) => {
      terminal.press('stty -a > before', 'Enter', `${start} ${lesson.number}`, 'Enter');
      await terminal.shows(/Predict, before anything runs[^]*Press a, b, c, or Enter to skip\. Then your file is checked/);
      terminal.press('b');
      await terminal.shows(/✖ WEB_CONCURRENCY says how many[^]*Enter.run.again/);
      writeFileSync(file, mistake);
      await terminal.shows(/forked 1 worker\n[^]*comes from somewhere else[^]*☆/);
      for (const hint of [1, 2, 3]) {
        terminal.press('h');
        await terminal.shows(new RegExp(`Hint ${hint} of 3`));
      }
      await terminal.shows(/That was the last one/);
      writeFileSync(file, solution);
      await terminal.shows(
        /★ when a worker is killed[^]*is done\.[^]*You said b\) three; what happens is c\) four\.[^]*Look closer[^]*npm run race[^]*opens the next lesson/,
      );
      terminal.press('l');
      await terminal.shows(/✔ +\d+ {2}One worker per CPU ★[^]*ipc-messages/);
      terminal.press('s');
      await terminal.shows(/is the worked answer, letter by letter/);
      terminal.press('n');
      await terminal.shows(new RegExp(`${next.number} of ${lessons.length}[^]*Predict`));
      writeFileSync(file, `${solution}\n`);
      await terminal.shows(/You saved a file of lesson 2, and this is lesson 3/);
      terminal.press('p');
      await terminal.shows(/One worker per CPU[^]*is done/);
      terminal.press('r');
      await terminal.shows(/Put the starter back into .*\? y\/N/);
      terminal.press('x');
      await terminal.shows(/run.again/);
      terminal.press('r');
      await terminal.shows(/\? y\/N/);
      terminal.press('y');
      await terminal.shows(/Yours is kept in \.every-core\/backups/);
      assert.equal(readFileSync(file, 'utf8'), readFileSync(starterOf(lesson), 'utf8'));
      assert.equal(readdirSync(join(folder, '.every-core/backups', lesson.folder)).length, 1);
      terminal.press('q');
      await terminal.shows(/Until next time[^]*ready>/);
      terminal.press('stty -a > after; echo $((40 + 2))', 'Enter');
      await terminal.shows(/^42$/m);
      assert.equal(readFileSync(join(folder, 'after'), 'utf8'), readFileSync(join(folder, 'before'), 'utf8'));
    });
  });

  test('an editor that saves by renaming, a file deleted and made again, a terminal that is resized', async () => {
    await inTerminal(100, { NO_COLOR: '1' }, async (terminal, file) => {
      terminal.press(`${start} ${lesson.number}`, 'Enter');
      await terminal.shows(/Predict/);
      terminal.press('Enter');
      await terminal.shows(/✖[^]*run.again/);
      writeFileSync(`${file}~`, mistake);
      renameSync(`${file}~`, file);
      await terminal.shows(/forked 1 worker/);
      rmSync(file);
      await terminal.shows(/no such file/);
      writeFileSync(file, solution);
      await terminal.shows(/is done\./);
      assert.doesNotMatch(terminal.screen(), /You said/);
      terminal.resize(40);
      await terminal.shows((screen) => /q.quit/.test(screen) && screen.split('\n').every((line) => line.length <= 40));
      terminal.press('C-c');
      await terminal.shows(/Until next time[^]*ready>/);
    });
  });

  for (const command of [`${start} ${lesson.number} --plain`, `TERM=dumb ${start} ${lesson.number}`]) {
    test(`page after page, and nothing redrawn: ${command.includes('TERM') ? 'a dumb terminal' : '--plain'}`, async () => {
      await inTerminal(100, {}, async (terminal, file) => {
        terminal.press(command, 'Enter');
        await terminal.shows(/Predict/);
        terminal.press('Enter');
        await terminal.shows(/✖[^]*run.again/);
        writeFileSync(file, solution);
        const screen = await terminal.shows(/is done\./);
        assert.match(screen, /Predict[^]*✖[^]*✔/, 'the earlier pages are still there');
        terminal.press('q');
        await terminal.shows(/Until next time/);
      });
    });
  }

  test('100 saves, and saves while a check runs: the last one is judged, and only its processes are left', async () => {
    await inTerminal(100, {}, async (terminal, file, folder) => {
      terminal.press(`${start} ${lesson.number}`, 'Enter');
      await terminal.shows(/Predict/);
      terminal.press('Enter');
      for (let save = 0; save < 100; save++) {
        writeFileSync(file, `${mistake}\n// save ${save}\n`);
        await sleep(save % 25 === 0 ? 200 : 5); // as an editor would: some runs begin, some are cut short, most never begin
      }
      writeFileSync(file, solution);
      await terminal.shows(/is done\./);
      if (process.platform === 'linux') {
        const programs = new Set(processesWith('EVERY_CORE_RUN='));
        assert.deepEqual(
          processesWith(`EVERY_CORE_TEST=${folder}`).filter((pid) => programs.has(pid)),
          [],
        );
      }
      terminal.press('q');
      await terminal.shows(/Until next time/);
    });
  });
});

suite('a page', () => {
  test('lines are broken at spaces and moved in', () => {
    assert.deepEqual(wrap('  ✖ one two three', 10), ['  ✖ one', '  two', '  three']);
    assert.deepEqual(wrap('Read lessons/folder/README.md now', 16), ['Read lessons/', 'folder/README.md', 'now']);
    assert.deepEqual(wrap('\u001B[31mred\u001B[39m one', 7), ['\u001B[31mred\u001B[39m one']);
  });
});

import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { suite } from '#workshop/suite.ts';
import { type Lesson, allLessons, root, textOf } from '#workshop/lessons.ts';
import { lessonsToProve } from '#workshop/lesson-tests.ts';
import { cleanEnvironment } from '#workshop/program/environment.ts';
import { nodeOptionsFor } from '#workshop/program/source.ts';
import { frontMatter } from '#workshop/text.ts';
import { ourFile } from './texts/course.ts';
import {
  brokenReferences,
  brokenLinks,
  incomplete,
  looseBlocks,
  promisesOf,
  unknownCommands,
  unknownKeys,
  unknownNames,
  wrongTable,
} from './texts/drift.ts';
import { type Text, readText } from './texts/markdown.ts';
import { staleTranscripts } from './texts/replay.ts';

// The texts fit the course: their code stands in files that run, their transcripts are made again, and what they name is there.
// That each kind of drift is noticed, texts/drift.test.ts shows.

const run = promisify(execFile);
const inDocs = existsSync(join(root, 'docs')) ? readdirSync(join(root, 'docs')) : [];
const docs = inDocs.filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`);

suite('the texts', () => {
  const others = process.env['EVERY_CORE_ONLY'] ? [] : ['README.md', ...docs];
  for (const path of others) proveText(path);

  for (const lesson of lessonsToProve()) {
    proveText(textOf(lesson), lesson);

    const shown = join(root, 'tests', lesson.folder, 'shown');
    for (const name of existsSync(shown) ? readdirSync(shown) : []) {
      test(`${lesson.slug}: shown/${name} prints what it says`, async () => {
        const file = join(shown, name);
        const promised = promisesOf(readFileSync(file, 'utf8'));
        assert.ok(promised.length > 0, 'no "// prints: …" says what it prints');
        const { stdout } = await run(process.execPath, [...nodeOptionsFor(file), file], { env: cleanEnvironment(), timeout: 180_000 });
        assert.deepEqual(stdout.trimEnd().split('\n'), promised);
      });
    }
  }
});

/** Everything that a text says and something else can contradict. */
function proveText(path: string, lesson?: Lesson): void {
  const reason = whyNotOurs(path);
  if (reason) {
    test(`${path} fits the course`, { skip: reason }, () => {});
    return;
  }
  const text = readText(path, readFileSync(join(root, path), 'utf8'));
  const expectNone = (faults: readonly string[]) => {
    if (faults.length > 0) throw Object.assign(new Error(faults.join('\n')), { stack: undefined }); // a fault says where it is
  };

  test(`${path}: its links lead somewhere`, () => expectNone(brokenLinks(text, readOurs)));
  test(`${path}: what it names is there`, () => expectNone([...unknownNames(text), ...unknownKeys(text)]));
  test(`${path}: its commands are there and understand their words`, async () => expectNone(await unknownCommands(text, lesson)));
  test(`${path}: its code stands in files`, () => expectNone(looseBlocks(text, readFile)));
  test(`${path}: its transcripts come out the same`, async () => expectNone(await staleTranscripts(text, readFile)));
  if (path === 'README.md') {
    test('README.md lists the lessons, with their minutes', () => {
      const lessons = allLessons().map((one) => {
        return { ...one, text: textOf(one), minutes: whyNotOurs(textOf(one)) ? undefined : frontMatter(one).minutes };
      });
      expectNone(wrongTable(text, lessons));
    });
  }
  if (!lesson) return;
  test(`${path}: its front matter and headings are complete`, () => expectNone(incomplete(text)));
  test(`${lesson.slug}: its checks and hints send to what is there`, () => {
    const folder = `tests/${lesson.folder}`;
    const files = readdirSync(join(root, folder)).filter((file) => file.endsWith('.ts'));
    expectNone(
      files.flatMap((file) => brokenReferences(`${folder}/${file}`, readFileSync(join(root, folder, file), 'utf8'), text.anchors)),
    );
  });
}

/** A learner may write into the texts, or lose them; that says nothing about the course. */
function whyNotOurs(file: string): string | undefined {
  if (!existsSync(join(root, file))) return `${file} is gone; git checkout ${file} brings it back`;
  if (process.env['CI']) return undefined;
  const { status, stdout } = spawnSync('git', ['status', '--porcelain', '--', file], { cwd: root, encoding: 'utf8' });
  if (status !== 0) return 'without git nobody knows whether the text is as we wrote it; with CI=1 it is checked all the same';
  return stdout === '' ? undefined : `${file} has changes that are not committed; with CI=1 it is checked all the same`;
}

/** Another text to which one leads; undefined if it isn't as we wrote it. */
function readOurs(path: string): Text | undefined {
  return whyNotOurs(path) ? undefined : readText(path, readFileSync(join(root, path), 'utf8'));
}

/** A file that a text names; undefined if it is not there. */
function readFile(path: string): string | undefined {
  return existsSync(ourFile(path)) ? readFileSync(ourFile(path), 'utf8') : undefined;
}

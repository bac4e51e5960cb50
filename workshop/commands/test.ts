import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { command } from '../command.ts';
import { testLesson } from '../lesson-test.ts';
import { rightOnly } from '../lesson-tests.ts';
import { Mistaken, findLesson, lessonHere, root } from '../lessons.ts';
import { endWithNpm } from '../lifeline.ts';
import { runSuites } from '../suite.ts';

const usage = `npm test        proves the course; inside a lesson's folder, checks your file
npm test 3      checks your lesson 3
npm test -- --only ipc-messages     proves one lesson of the course
npm test -- --files workshop        runs the tests whose path holds this word
npm test -- --right                 leaves the known mistakes out`;

endWithNpm();
await command(
  usage,
  { only: { type: 'string' }, files: { type: 'string' }, right: { type: 'boolean' } },
  async ({ words: [name], options }) => {
    if (options['only'] !== undefined) process.env['EVERY_CORE_ONLY'] = findLesson(String(options['only'])).slug;
    if (options['right']) process.env['EVERY_CORE_RIGHT'] = 'yes';
    const lesson = name !== undefined ? findLesson(name) : Object.keys(options).length === 0 ? lessonHere() : undefined;
    if (lesson) await testLesson(lesson);
    else await proveCourse(String(options['files'] ?? ''));
  },
);

/** Loads all of tests/: node:test runs what they register. */
async function proveCourse(word: string): Promise<void> {
  if (!existsSync(join(root, 'lessons/given'))) {
    throw new Mistaken(
      'lessons/given is gone, and every program needs it. Bring it back from git or from a fresh download: git checkout lessons/given',
    );
  }
  let begun = false;
  process.once('exit', () => {
    if (begun) console.log('\nThis proves the course, not your work. Yours: `npm test 1`.');
    else {
      console.error('Nothing is proved: the run ended while the tests were still being loaded. Does one stand outside of suite()?');
      process.exitCode = 1;
    }
  });
  const all = readdirSync(join(root, 'tests'), { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.test.ts') && file.includes(word),
  );
  const files = process.env['EVERY_CORE_ONLY'] ? ['course.test.ts', 'texts.test.ts'] : all;
  for (const file of files) await import(pathToFileURL(join(root, 'tests', file)).href);
  const mistakes = rightOnly() ? 'its mistakes are left out' : 'its mistakes do not';
  console.log(`Proving the course: its answers pass, ${mistakes}. Your own work: npm test 1\n`);
  runSuites();
  begun = true;
}

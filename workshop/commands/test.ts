import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { command } from '../command.ts';
import { testLesson } from '../lesson-test.ts';
import { findLesson, lessonHere, root } from '../lessons.ts';
import { endWithNpm } from '../lifeline.ts';

const usage = `npm test        proves the course; inside a lesson's folder, checks your file
npm test 3      checks your lesson 3`;

endWithNpm();
await command(usage, {}, async ({ words: [name] }) => {
  const lesson = name === undefined ? lessonHere() : findLesson(name);
  if (lesson) await testLesson(lesson);
  else await proveCourse();
});

/** Loads all of tests/: node:test runs what they register. */
async function proveCourse(): Promise<void> {
  const files = readdirSync(join(root, 'tests'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.test.ts'));
  for (const file of files.sort()) await import(pathToFileURL(join(root, 'tests', file)).href);
  process.once('exit', () => console.log('\nThis proves the course, not your work. Yours: `npm test 1`.'));
}

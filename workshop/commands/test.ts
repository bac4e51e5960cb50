import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findLesson, lessonHere, Mistaken, root } from '../lessons.ts';
import { testLesson } from '../lesson-test.ts';

// npm test             the proof of the course: all of tests/
// npm test 3           the learner's own lesson 3
// npm test             inside a lesson's folder: the learner's own file

try {
  const [name] = process.argv.slice(2);
  const lesson = name === undefined ? lessonHere() : findLesson(name);
  if (lesson) await testLesson(lesson);
  else await proveCourse();
} catch (error) {
  if (!(error instanceof Mistaken)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function proveCourse(): Promise<void> {
  process.once('exit', () => console.log('\nThis proves the course, not your work. Yours: `npm test 1`.'));
  const files = readdirSync(join(root, 'tests'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.test.ts'));
  for (const file of files.sort()) await import(pathToFileURL(join(root, 'tests', file)).href);
}

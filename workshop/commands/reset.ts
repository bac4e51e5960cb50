import { confirm } from '../ask.ts';
import { command, lessonFrom } from '../command.ts';
import { isUntouched } from '../lessons.ts';
import { filesOf, resetLesson } from '../reset.ts';

const usage = `npm run reset 3            puts the starter of lesson 3 back; a copy of your file is kept
npm run reset 3 -- --yes   without asking`;

await command(usage, { yes: { type: 'boolean' } }, async ({ words: [name], options }) => {
  const lesson = lessonFrom(name, usage);
  const question = `Put the starter back into ${filesOf(lesson)}?`;
  if (isUntouched(lesson) || (await confirm(question, options['yes'] === true))) console.log(resetLesson(lesson));
  else console.log('Nothing was changed.');
});

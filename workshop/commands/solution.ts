import { confirm, isInteractive } from '../ask.ts';
import { command, lessonFrom } from '../command.ts';
import { readProgress } from '../progress.ts';
import { tellSolution } from '../solution.ts';

const usage = `npm run solution 3         shows how your lesson 3 and one worked answer differ
npm run solution 3 -- --yes   without asking`;

await command(usage, { yes: { type: 'boolean' } }, async ({ words: [name], options }) => {
  const lesson = lessonFrom(name, usage);
  const sure = options['yes'] === true || !isInteractive() || Boolean(readProgress()?.passed[lesson.slug]);
  if (await confirm(`Lesson ${lesson.number} isn't finished. See the worked answer all the same?`, sure))
    console.log(tellSolution(lesson).join('\n'));
});

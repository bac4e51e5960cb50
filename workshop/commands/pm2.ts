import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { command } from '../command.ts';
import { Mistaken } from '../lessons.ts';
import { atHome, programOf } from '../program/pm2.ts';
import { runningHome } from '../running.ts';

const usage = `npm run pm2 -- list                    what PM2 runs for npm run app 10
npm run pm2 -- reload every-core       any command of PM2, for that one`;

const words = process.argv.splice(process.argv[2] === '--help' ? 3 : 2); // all of them are PM2's, its options too

await command(usage, {}, async () => {
  const home = runningHome(); // else PM2 would start a daemon, which stays
  if (home === undefined) throw new Mistaken('PM2 runs nothing for the course. First, in another terminal: npm run app 10');
  if (words.length === 0) throw new Mistaken(usage);
  const run = spawn(process.execPath, [programOf('pm2'), ...words], { env: { ...process.env, ...atHome(home) }, stdio: 'inherit' });
  const [code] = (await once(run, 'exit')) as [number | null];
  process.exitCode = code ?? 1;
});

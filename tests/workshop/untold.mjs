// Starts a program that works in the guardian's folder and has hidden its mark, as nginx does, and is killed before the guardian hears of it.
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '#workshop/program/guardian.ts';

const cwd = mkdtempSync(join(temporaryFolder(), 'c-'));
const { pid } = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { cwd, env: {}, detached: true, stdio: 'ignore' });
process.stdout.write(String(pid), () => process.kill(process.pid, 'SIGKILL'));

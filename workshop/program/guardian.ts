import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/*
 * Windows needs none of this: there a child ends with the process that started it, and a named pipe needs no folder.
 */

/** With it begins EVERY_CORE_RUN in the environment of everything that this workshop starts. */
export const mark = randomBytes(6).toString('hex');

let runs = 0;

/** EVERY_CORE_RUN for one more program. No other begins with it: who looks for the first doesn't find the twelfth. */
export const newMark = (): string => `${mark}.${++runs}.`;

let guard: { folder: string; pipe: Socket } | undefined;

/** A folder that is removed when this process ends, however it ends. Its path is short: a local socket's may have 104 characters. */
export function temporaryFolder(): string {
  return (guard ??= start()).folder;
}

/** Has the guardian end this process group, should this process die before it did so itself. */
export function watchGroup(group: number): void {
  guard?.pipe.write(`+ ${group}\n`);
}

/** The group has ended: its number may soon be somebody else's. */
export function forgetGroup(group: number): void {
  guard?.pipe.write(`- ${group}\n`);
}

function start(): NonNullable<typeof guard> {
  const folder = mkdtempSync(join(tmpdir(), 'ec-'));
  const guardian = spawn('/bin/sh', [fileURLToPath(new URL('guardian.sh', import.meta.url)), mark, folder], {
    detached: true, // a session of its own: Ctrl-C does not reach it
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guardian.unref();
  const pipe = guardian.stdin as Socket;
  pipe.unref();
  for (const end of [guardian, pipe]) end.on('error', () => {}); // without it, this process still ends what it started
  process.once('exit', () => rmSync(folder, { recursive: true, force: true })); // a Ctrl-C as the guardian starts strikes it too
  return { folder, pipe };
}

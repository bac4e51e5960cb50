import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** A server program of server/, by its name. */
export const server = (name: string): string => fileURLToPath(new URL(`server/${name}`, import.meta.url));

/** Where a program of the system is, if it is installed. The folders for the administrator's programs count, though not every PATH has them. */
export function installed(program: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin', '/usr/local/sbin'];
  return folders
    .map((folder) => join(folder, process.platform === 'win32' ? `${program}.exe` : program))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** What a program says to these words, on both its outputs; undefined if it can't be run. */
export async function saidBy(program: string, words: readonly string[]): Promise<string | undefined> {
  try {
    const { stdout, stderr } = await promisify(execFile)(program, words);
    return stdout + stderr;
  } catch {
    return undefined;
  }
}

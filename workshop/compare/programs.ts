import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** A server program of server/, by its name. */
export const server = (name: string): string => fileURLToPath(new URL(`server/${name}`, import.meta.url));

/** The folders of the system's programs. Those for the administrator count, though not every PATH has them. */
export const path = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin', '/usr/local/sbin'].join(delimiter);

/** Where a program of the system is, if it is installed. */
export function installed(program: string): string | undefined {
  return path
    .split(delimiter)
    .map((folder) => join(folder, process.platform === 'win32' ? `${program}.exe` : program))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** What a program says to these words, on both its outputs; undefined if it can't be run, or fails. */
export async function saidBy(program: string, words: readonly string[]): Promise<string | undefined> {
  try {
    const { stdout, stderr } = await promisify(execFile)(program, words, { env: { ...process.env, PATH: path } });
    return stdout + stderr;
  } catch {
    return undefined;
  }
}

import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readSync, readdirSync, readlinkSync } from 'node:fs';

/**
 * The processes that own the listening socket of a TCP port, in the order of their pids: who calls accept() may be any of them.
 * Linux tells in /proc, other systems through lsof or PowerShell. `undefined` where the system doesn't tell.
 */
export function ownersOf(port: number): number[] | undefined {
  if (process.platform === 'linux') return ownersOnLinux(port);
  const [tool, ...options] =
    process.platform === 'win32'
      ? ['powershell', '-NoProfile', '-Command', `(Get-NetTCPConnection -State Listen -LocalPort ${port}).OwningProcess`]
      : ['lsof', '-nP', '-t', `-iTCP:${port}`, '-sTCP:LISTEN'];
  try {
    const printed = execFileSync(tool as string, options, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return [...new Set(printed.split(/\s+/).filter(Boolean).map(Number))].sort((a, b) => a - b);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : []; // lsof exits with 1 if it finds none
  }
}

/** The socket's inode stands in /proc/net/tcp; whoever has a descriptor of that inode owns it. */
function ownersOnLinux(port: number): number[] {
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
  const inodes = new Set<string>();
  for (const table of ['tcp', 'tcp6']) {
    for (const row of listening(`/proc/net/${table}`)) {
      const [, local, , , , , , , , inode] = row;
      if (local?.endsWith(`:${hexPort}`)) inodes.add(`socket:[${inode}]`);
    }
  }
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && descriptors(name).some((target) => inodes.has(target)))
    .map(Number)
    .sort((a, b) => a - b);
}

function descriptors(pid: string): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((fd) => {
      try {
        return readlinkSync(`/proc/${pid}/fd/${fd}`);
      } catch {
        return ''; // closed in between
      }
    });
  } catch {
    return []; // gone, or somebody else's
  }
}

/**
 * The columns of the rows whose socket listens (state 0A). Linux lists these first, then all others: thousands after a load, and each
 * read of them walks through the whole table, so nothing more is read then.
 */
function listening(table: string): string[][] {
  const columns = (row: string) => row.trim().split(/\s+/);
  const rows: string[][] = [];
  try {
    const file = openSync(table, 'r');
    const piece = Buffer.alloc(4096); // a read gives whole rows, as many as fit
    try {
      for (let length = readSync(file, piece); length > 0; length = readSync(file, piece)) {
        const read = piece.toString('utf8', 0, length).trim().split('\n').map(columns);
        rows.push(...read.filter(([, , , state]) => state === '0A'));
        if (read.at(-1)?.[3] !== '0A') break;
      }
    } finally {
      closeSync(file);
    }
  } catch {} // no IPv6
  return rows;
}

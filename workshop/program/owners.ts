import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';

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
    for (const row of read(`/proc/net/${table}`).split('\n')) {
      const [, local, , state, , , , , , inode] = row.trim().split(/\s+/);
      if (local?.endsWith(`:${hexPort}`) && state === '0A') inodes.add(`socket:[${inode}]`); // 0A: LISTEN
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

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // no IPv6
  }
}

import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import type { Report } from './census.ts';
import { temporaryFolder } from './guardian.ts';

type Answer = Extract<Report, { type: 'answer' }>;

/**
 * The line on which the probes of one program report and are asked. Each has two connections, and nothing is ever written to the one on which
 * it reports: a write to a process that has just ended breaks the connection, and what it said last could not be read any more.
 */
export interface Line {
  /** What goes into EVERY_CORE_PROBE. */
  readonly path: string;
  /** Has each report told as it comes, and a `gone` when a process has ended. */
  onReport(hear: (report: Report) => void): void;
  /** Asks each process that has a probe, or those of them that are named; resolves with the answers of those that are there to give one. */
  ask(what: 'rest' | 'coverage' | NodeJS.Signals, pids?: readonly number[]): Promise<Answer[]>;
  /** The processes whose probe is connected: alive, and for certain this program's. */
  connected(): number[];
  close(): void;
}

let lines = 0;

/** Opens a line for one program. */
export async function openLine(): Promise<Line> {
  const name = `${process.pid}-${++lines}`;
  const path = process.platform === 'win32' ? `\\\\.\\pipe\\every-core-${name}` : join(temporaryFolder(), name);
  const sockets = new Map<Socket, number>();
  /** Where each process is asked. It comes after the first reports, and open questions wait for it. */
  const asked = new Map<number, Socket>();
  const open = new Map<number, { pid: number; text: string; resolve: (answer?: Answer) => void }>();
  const hearers: ((report: Report) => void)[] = [];
  let questions = 0;

  const server = createServer((socket) => {
    let begun = '';
    socket.setEncoding('utf8').on('data', (text: string) => {
      const parts = (begun + text).split('\n');
      begun = parts.pop() ?? '';
      for (const part of parts) {
        const report = read(part);
        if (!report) return void socket.destroy(); // no probe of ours speaks like that
        if (report.type === 'questions') {
          asked.set(report.pid, socket);
          for (const { pid, text } of open.values()) if (pid === report.pid) socket.write(text);
          continue;
        }
        sockets.set(socket, report.pid);
        if (report.type === 'answer') open.get(report.id)?.resolve(report);
        for (const hear of hearers) hear(report);
      }
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      const pid = sockets.get(socket);
      sockets.delete(socket);
      if (pid === undefined) return;
      asked.get(pid)?.destroy();
      asked.delete(pid);
      for (const question of open.values()) if (question.pid === pid) question.resolve();
      for (const hear of hearers) hear({ type: 'gone', pid });
    });
  });
  server.listen(path);
  await once(server, 'listening');

  return {
    path,
    onReport: (hear) => void hearers.push(hear),
    connected: () => [...sockets.values()],
    ask: async (what, pids) => {
      const there = [...sockets.values()].filter((pid) => pids?.includes(pid) ?? true);
      const answers = there.map((pid) => {
        const id = ++questions;
        const text = `${JSON.stringify({ ask: what, id })}\n`;
        return new Promise<Answer | undefined>((resolve) => {
          open.set(id, { pid, text, resolve });
          asked.get(pid)?.write(text);
        }).finally(() => open.delete(id));
      });
      return (await Promise.all(answers)).filter((answer) => answer !== undefined);
    },
    close: () => {
      for (const socket of [...sockets.keys(), ...asked.values()]) socket.destroy();
      server.close();
    },
  };
}

/** A report; undefined for what a program wrote to the line itself, or made of what the probe wrote. */
function read(text: string): Report | undefined {
  try {
    const report = JSON.parse(text) as Report;
    const isOne = Number.isInteger(report.pid) && report.pid > 1 && report.pid !== process.pid;
    return isOne && (report.type !== 'answer' || Array.isArray(report.waitsFor)) ? report : undefined;
  } catch {
    return undefined;
  }
}

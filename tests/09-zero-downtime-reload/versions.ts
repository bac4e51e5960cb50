import { once } from 'node:events';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { basename, dirname, join } from 'node:path';
import type { Subject } from '#workshop/checks.ts';
import { root } from '#workshop/lessons.ts';
import { Program } from '#workshop/program/program.ts';
import { nodeOptionsFor } from '#workshop/program/source.ts';
import { roundRobin } from '../cluster.ts';

// New versions of service.ts. They are written into a copy of the judged file's folder, never into the learner's own.

/** The folders of the copies. */
const folders = new WeakMap<Program, string>();
const gates = new WeakMap<Program, Gate>();
let copies = 0;

/** The judged file, copied with what stands beside it to where `#given/…` resolves and git looks away. Failures name the judged file. */
export function deployed(env: Record<string, string>): Subject<Program> {
  return {
    start: async (file, signal) => {
      nodeOptionsFor(file); // what can't be run is told of the judged file, not of a copy
      const folder = join(root, '.every-core', 'versions', `${process.pid}-${++copies}`);
      mkdirSync(folder, { recursive: true });
      cpSync(dirname(file), folder, { recursive: true });
      try {
        const program = await Program.start(join(folder, basename(file)), { env: roundRobin(env), copyOf: file, signal });
        folders.set(program, folder);
        return program;
      } catch (error) {
        rmSync(folder, { recursive: true });
        throw error;
      }
    },
    end: async (program) => {
      await program.end();
      gates.get(program)?.close();
      rmSync(folders.get(program) as string, { recursive: true });
    },
  };
}

/** Puts a new version of a file, service.ts unless told, where the next worker finds it. */
export function deploy(program: Program, what: string, version: string, name = 'service.ts'): void {
  writeFileSync(join(folders.get(program) as string, name), version);
  program.note(`wrote a version of ${name} ${what}`);
}

const runs = "import { runWorker } from '#given/worker.ts';\n";
const imports = `import { answer } from '#given/answer.ts';\n${runs}`;
const run = (greeting: string) => `runWorker((request, response) => void answer(request, response, '${greeting}'))`;

/** A version that greets with another word. */
export const greets = (greeting: string): string => `${imports}${run(greeting)};\n`;

/** A version that takes requests and never answers. */
export const neverAnswers = `${runs}runWorker(() => {});\n`;

/** A version that ends before it listens. */
export const throws = "throw new Error('this version is broken');\n";

/** A version that lives and never listens. */
export const hangs = "process.on('message', () => {});\n";

/** A version whose workers wait at a gate before they listen, and greet with another word then. */
export const waitsAt = ({ port }: Gate, greeting: string): string =>
  `${imports}import net from 'node:net';\nnet.connect(${port}, '127.0.0.1').on('error', () => {}).resume().on('close', () => ${run(greeting)});\n`;

/** The gate at which the workers of a program's new version wait; it is closed when the program is ended. */
export async function gateOf(program: Program): Promise<Gate> {
  const gate = gates.get(program) ?? (await Gate.make());
  gates.set(program, gate);
  return gate;
}

/** Where the workers of a version wait until they are let through. */
export class Gate {
  /** How many have come so far. */
  arrivals = 0;
  #waiting: net.Socket[] = [];
  #isOpen = false;
  #word = '';
  #tell = () => {};
  readonly #server = net.createServer((socket) => {
    socket.on('error', () => {});
    this.arrivals++;
    if (this.#isOpen) socket.end(this.#word);
    else this.#waiting.push(socket);
    this.#tell();
  });

  static async make(): Promise<Gate> {
    const gate = new Gate();
    gate.#server.listen(0, '127.0.0.1').unref();
    await once(gate.#server, 'listening');
    return gate;
  }

  get port(): number {
    return (this.#server.address() as net.AddressInfo).port;
  }

  /** Resolves when so many have come. */
  async came(wanted: number): Promise<void> {
    while (this.arrivals < wanted) await new Promise<void>((resolve) => (this.#tell = resolve));
  }

  /** Lets those through who wait. */
  letThrough(): void {
    for (const socket of this.#waiting.splice(0)) socket.end();
  }

  /** Lets everybody through from now on, with a word for those to come. */
  open(word = ''): void {
    this.#isOpen = true;
    this.#word = word;
    this.letThrough();
  }

  /** Lets nobody through any more. */
  shut(): void {
    this.#isOpen = false;
  }

  close(): void {
    this.open();
    this.#server.close();
  }
}

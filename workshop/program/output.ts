import type { Readable } from 'node:stream';

/** As much of a program's output is kept, in characters: of a longer one the beginning and the end. */
const kept = { head: 100_000, tail: 20_000 };

/** What a program wrote to one of its outputs, bounded. */
export class Output {
  #head = '';
  #tail = '';
  readonly #told: (text: string) => string;
  /** How much was written, in characters. */
  length = 0;

  /** @param told how it is told: what changes paths, for instance */
  constructor(stream: Readable, told = (text: string) => text) {
    this.#told = told;
    stream.setEncoding('utf8').on('data', (text: string) => {
      this.length += text.length;
      const room = kept.head - this.#head.length;
      this.#head += text.slice(0, room);
      this.#tail = (this.#tail + text.slice(room)).slice(-kept.tail);
    });
  }

  /** All that is kept. */
  get text(): string {
    return this.#told(this.#head + this.#tail);
  }

  /** Its lines, without the empty ones. */
  get lines(): string[] {
    return this.text.split(/\r?\n/).filter((line) => line.trim() !== '');
  }
}

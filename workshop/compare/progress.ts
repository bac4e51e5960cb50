/** What goes on. */
export interface Step {
  /** `2 ms of CPU, kept alive: round 3 of 8`. */
  stage: string;
  contender: string;
  /** How many seconds of load are still to come. */
  left: number;
}

/** Shows on stderr what goes on: in a terminal in one line that changes; elsewhere in a line for each stage. */
export function showProgress(): { tell(step: Step): void; end(): void } {
  const live = process.stderr.isTTY;
  let last = '';
  return {
    tell({ stage, contender, left }) {
      const seconds = Math.round(left);
      const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} to go`;
      if (live) process.stderr.write(`\r\u001B[K${`${time}  ${stage}, ${contender}`.slice(0, (process.stderr.columns || 80) - 1)}`);
      else if (stage !== last) process.stderr.write(`${time}  ${stage}\n`);
      last = stage;
    },
    end() {
      if (live) process.stderr.write('\r\u001B[K');
    },
  };
}

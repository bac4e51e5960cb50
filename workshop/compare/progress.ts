/**
 * What goes on, on stderr: a line that changes in a terminal; elsewhere a line for each workload.
 * The time that is left is that of the load alone.
 */
export function showProgress(): { tell(what: string, left: number): void; end(): void } {
  const live = process.stderr.isTTY;
  let last = '';
  return {
    tell(what, left) {
      const [stage = ''] = what.split(':');
      const time = `${Math.floor(left / 60)}:${String(Math.round(left % 60)).padStart(2, '0')} to go`;
      if (live) process.stderr.write(`\r\u001B[K${`${time}  ${what}`.slice(0, (process.stderr.columns || 80) - 1)}`);
      else if (stage !== last) process.stderr.write(`${stage} (${time})\n`);
      last = stage;
    },
    end() {
      if (live) process.stderr.write('\r\u001B[K');
    },
  };
}

/** Draws a page over the last one and reads single keys; the terminal is as it was on every way out. */
export interface Terminal {
  readonly columns: number;
  /** Without end where pages follow each other. */
  readonly rows: number;
  show(page: string): void;
  /** Gives the terminal back. */
  close(): void;
}

/** How a terminal is used. */
export interface TerminalOptions {
  /** Prints one page below the other and redraws nothing: for screen readers, and terminals that can't. */
  plain: boolean;
  onKey(key: string): void;
  onResize(): void;
  /** Ctrl-C, q, a signal, or the end of the input. */
  onQuit(): void;
}

const hideCursor = '\u001B[?25l';
const showCursor = '\u001B[?25h';
const clear = '\u001B[2J\u001B[3J\u001B[H';

/** Takes the terminal over. */
export function openTerminal({ plain, onKey, onResize, onQuit }: TerminalOptions): Terminal {
  const { stdin, stdout } = process;
  const read = (text: string) => {
    if (text.startsWith('\u001B')) return; // an arrow, a function key, the mouse
    for (const key of text.replaceAll('\n', '\r')) {
      if (key === '\u0003' || key === '\u0004' || key === 'q') onQuit();
      else if (key === '\u001A') suspend();
      else onKey(key);
    }
  };
  const take = () => {
    stdin.setRawMode(true);
    if (!plain) stdout.write(hideCursor);
  };
  const give = () => {
    stdin.setRawMode(false);
    if (!plain) stdout.write(showCursor);
  };
  const suspend = () => {
    if (process.platform === 'win32') return;
    give();
    process.once('SIGCONT', () => {
      take();
      onResize();
    });
    process.kill(0, 'SIGTSTP'); // npm too: the shell waits for it
  };
  process.once('exit', give);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onQuit);
  stdout.on('resize', onResize);
  take();
  stdin.setEncoding('utf8').on('data', read).on('end', onQuit);

  return {
    get columns() {
      return stdout.columns || 80;
    },
    get rows() {
      return plain ? Infinity : stdout.rows || Infinity;
    },
    show: (page) => void stdout.write(plain ? `\n${page}\n` : `${clear}${page}\n`),
    close: () => {
      process.off('exit', give);
      give();
      stdin.off('data', read).pause();
    },
  };
}

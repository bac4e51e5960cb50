// Given: how a program refuses to start.

/** Writes one line to standard error and ends the process with exit code 1. */
export function exitSaying(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}

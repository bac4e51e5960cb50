// Given from self-healing on: a primary that lives on when what it writes to a worker gets lost.

/**
 * For `worker.on('error', expectLostWrite)`. What is written to a worker that has just died gets lost (EPIPE), and its 'exit' tells why.
 * Unheard, the error would end the primary.
 * @throws what is no lost write
 */
export function expectLostWrite(error: NodeJS.ErrnoException): void {
  if (error.syscall !== 'write') throw error;
}

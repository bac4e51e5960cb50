// Given: one clear line when the port is taken, for a program in which one process listens. (#given/listen-error.ts does it for a cluster too.)
import { port } from './port.ts';
import { exitSaying } from './exit-saying.ts';

/** What is said when the port of PORT is taken. */
export const portInUse = `Port ${port} is already in use. Stop the program that holds it, or choose another port with PORT.`;

/** For `server.on('error', explainPortInUse)`. */
export function explainPortInUse(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EADDRINUSE') throw error;
  exitSaying(portInUse);
}

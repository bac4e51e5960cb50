// A gigabyte on its outputs, and then a server.
import { once } from 'node:events';

const piece = Buffer.alloc(1_000_000, `${'x'.repeat(99)}\n`);
for (let i = 0; i < 500; i++) {
  for (const output of [process.stdout, process.stderr]) if (!output.write(piece)) await once(output, 'drain');
}
await import('../../../solutions/01-single-server/app.ts');

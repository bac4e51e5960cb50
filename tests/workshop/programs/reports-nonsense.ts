import { connect } from 'node:net';

const line = connect(process.env['EVERY_CORE_PROBE'] ?? '');
for (const pid of [-1, 0, 1, process.ppid, 'x', null]) line.write(`${JSON.stringify({ pid, type: 'hello' })}\n`);
line.write('nonsense\n{}\nnull\n[[\n');
line.on('error', () => undefined); // nobody has to listen to nonsense to its end
line.unref();
await import('../../../solutions/01-single-server/app.ts');

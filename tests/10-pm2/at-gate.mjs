// Imported first in each process of a program: one that PM2 forked waits at a gate before it listens, as a server does that connects to its
// database first. The gate's port stands in this module's URL. If the gate says a word, the process ends: this version is broken.
// PM2's own module is left out, as by `pmx: false`: it ends a process with exit code 1 that it finds leaving, which one is for a moment.
import net from 'node:net';

const port = Number(new URL(import.meta.url).searchParams.get('port'));
const { listen } = net.Server.prototype;

if (process.env.pm2_env) {
  Object.assign(globalThis, { [Symbol.for('@pm2/io')]: { init() {} } }); // PM2 takes it for loaded already
  net.Server.prototype.listen = function (...words) {
    const gate = net.connect(port, '127.0.0.1').on('error', () => {});
    gate.on('data', (word) => {
      throw new Error(`this version is broken: ${word}`);
    });
    // @ts-expect-error listen has several forms
    gate.on('close', () => listen.apply(this, words));
    return this;
  };
}

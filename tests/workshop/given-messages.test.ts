import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findLesson, solutionOf } from '#workshop/lessons.ts';
import { Program } from '#workshop/program/program.ts';
import { suite } from '#workshop/suite.ts';

// Libraries send messages over the channel between a primary and its workers, and so does Node itself under --watch.

/** Runs before the program: each process sends what nobody in it understands. Whatever is sent over a channel arrives in that order. */
const others = `
  import cluster from 'node:cluster';
  const messages = [null, 7, 'toString', {}, { cut: null }, { 'watch:import': ['file:///app.ts'] }];
  if (cluster.isWorker) for (const message of messages) process.send(message);
  else cluster.on('listening', (worker) => { for (const message of messages) worker.send(message); });
`;

suite('messages of others', () => {
  for (const slug of ['graceful-shutdown', 'self-healing', 'zero-downtime-reload']) {
    test(`the answer of ${slug} passes them over`, async () => {
      const preload = `data:text/javascript,${encodeURIComponent(others)}`;
      const program = await Program.start(solutionOf(findLesson(slug)), { env: { WEB_CONCURRENCY: '1' }, preload });
      try {
        const [worker] = program.workers;
        assert.match((await program.ask('/')).text, new RegExp(`process ${worker}`));
        program.signal('SIGTERM');
        assert.equal((await program.ended())?.code, 0);
        assert.deepEqual(program.errorLines, []);
        assert.deepEqual(program.lines, [`Worker ${worker} started...`]);
      } finally {
        await program.end();
      }
    });
  }
});

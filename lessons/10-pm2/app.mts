// What PM2 runs, once for each core. It knows nothing of the others: PM2 is the primary.
import { answer } from '#given/answer.ts';
import { createLeavingServer } from '#given/leaving-server.ts';
import { port } from '#given/port.ts';

// Given: the server of the lessons before. `leaving.retire()` lets it leave so that no client notices.
const leaving = createLeavingServer((request, response) => void answer(request, response));

leaving.server.listen(port, () => {
  console.log(`Worker ${process.pid} started...`);
  // TODO Tell PM2 that this process is ready. Whoever starts the file without PM2 has nobody to tell.
});

// TODO PM2 has a process leave by a signal: listen for it, and retire.

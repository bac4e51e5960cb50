import { answer } from '#given/answer.ts';
import { createLeavingServer } from '#given/leaving-server.ts';
import { port } from '#given/port.ts';

const { server, retire } = createLeavingServer((request, response) => void answer(request, response));

server.listen(port, () => {
  console.log(`Worker ${process.pid} started...`);
  process.send?.('ready'); // now, and not before; started without PM2, there is nobody to tell
});

// PM2 doesn't say whether a successor is there already. So leave as if one were, and no client notices.
process.on('SIGINT', retire);

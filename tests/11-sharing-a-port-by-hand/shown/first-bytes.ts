// What the text says: what the parent has read of a connection, the child never sees. A client sends "first ", and later "second".
// prints: not paused: the child reads "second"
// prints: paused: the child reads "first second"
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

if (process.argv[2] === 'child') {
  process.on('message', async (_, socket: Socket) => {
    process.send?.('has it');
    let text = '';
    for await (const piece of socket) text += piece;
    process.send?.(text);
  });
} else {
  for (const pauseOnConnect of [false, true]) {
    const child = fork(import.meta.filename, ['child']);
    const server = createServer({ pauseOnConnect }, async (socket) => {
      if (!pauseOnConnect) await once(socket, 'readable'); // the parent has read, though nobody asked it to
      child.send('a connection', socket);
    });
    await once(server.listen(0), 'listening');
    const client = connect((server.address() as AddressInfo).port);
    client.write('first ');
    await once(child, 'message');
    client.end('second');
    const [text] = await once(child, 'message');
    console.log(`${pauseOnConnect ? 'paused' : 'not paused'}: the child reads "${text}"`);
    child.kill('SIGKILL');
    server.close();
  }
}

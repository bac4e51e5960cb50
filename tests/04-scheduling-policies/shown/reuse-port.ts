// What the text says: with reusePort two servers may listen on one port, since Node 22.12 and 23.1. An older Node ignores it without a word.
// prints: the first server listens without a word: true
// prints: the second one does so where this Node knows reusePort: true
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const hasIt = process.platform === 'linux'; // as some other systems; macOS and Windows have not
const knowsIt = major > 23 || (major === 23 && minor >= 1) || (major === 22 && minor >= 12);
const host = '127.0.0.1';

/** Whether it listens; how it is told that it can't. */
async function listen(port: number): Promise<AddressInfo | string> {
  const server = createServer().unref();
  try {
    await once(server.listen({ port, host, reusePort: hasIt }), 'listening');
    return server.address() as AddressInfo;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? '';
  }
}

const first = await listen(0);
console.log('the first server listens without a word:', typeof first !== 'string');
const second = await listen((first as AddressInfo).port);
console.log('the second one does so where this Node knows reusePort:', (typeof second !== 'string') === (knowsIt && hasIt));

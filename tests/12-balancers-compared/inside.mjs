// Runs in a network of its own, which ends with it: applies the rules of each case, connects, and tells who was reached. See namespace.ts.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import net from 'node:net';

const [, , outside = '', file = ''] = process.argv;
if (readlinkSync('/proc/self/ns/net') === outside) throw new Error('this is no network of its own, and here are the rules of the machine');
process.env['PATH'] = `${process.env['PATH']}:/usr/sbin:/sbin`;

/** @type {import('./namespace.ts').Case[]} */
const cases = JSON.parse(readFileSync(file, 'utf8'));
execFileSync('ip', ['link', 'set', 'lo', 'up']);
const elsewhere = networkOfOthers();
/** @type {import('./namespace.ts').Seen[]} */
const seen = [];
for (const one of cases) seen.push(await look(one));
writeFileSync(file, JSON.stringify(seen));
console.log('done');
process.exit();

/**
 * @param {import('./namespace.ts').Case} one
 * @returns {Promise<import('./namespace.ts').Seen>}
 */
async function look({ port, ports, rules, connections, dead }) {
  for (const command of ['--flush', '--delete-chain']) execFileSync('iptables', ['--table', 'nat', command]); // of the case before
  for (const rule of rules) {
    try {
      execFileSync('iptables', rule.trim().split(/\s+/), { stdio: ['ignore', 'ignore', 'pipe'] });
    } catch (error) {
      const { stderr } = /** @type {{ stderr: Buffer }} */ (error);
      return { refusedRule: rule, words: String(stderr).split('\n')[0] ?? '', reached: [], callers: 0 };
    }
  }
  const servers = ports.map((own) => net.createServer((socket) => socket.end(`${own} ${socket.remotePort}`)));
  for (const [i, server] of servers.entries()) await once(server.listen(ports[i], '127.0.0.1'), 'listening');
  servers[dead ?? -1]?.close();
  const all = [];
  for (let i = 0; i < connections; i++) all.push(await connect(port, '127.0.0.1'));
  const strayed = elsewhere === undefined ? undefined : await connect(port, elsewhere);
  for (const server of servers) server.close();
  return {
    reached: all.map(({ reached }) => reached),
    callers: all.filter(({ isCaller }) => isCaller).length,
    ...(strayed === undefined ? {} : { strayed: typeof strayed.reached === 'number' }),
  };
}

/**
 * Who is reached, as it says itself, or why nobody is; and whether it finds its caller at the other end.
 * @param {number} port
 * @param {string} host
 * @returns {Promise<{ reached: number | string, isCaller: boolean }>}
 */
function connect(port, host) {
  return new Promise((resolve) => {
    let client = 0;
    let text = '';
    const socket = net.connect(port, host, () => (client = socket.localPort ?? 0));
    socket.setEncoding('utf8').on('data', (piece) => (text += piece));
    socket.setTimeout(20_000, () => socket.destroy(Object.assign(new Error(), { code: 'no answer' })));
    socket.on('error', (/** @type {NodeJS.ErrnoException} */ { code = 'an error' }) => resolve({ reached: code, isCaller: false }));
    socket.on('close', () => {
      const [own = NaN, caller] = text.split(' ').map(Number);
      resolve({ reached: own, isCaller: caller === client });
    });
  });
}

/**
 * A second machine, so to speak: an address behind a cable, and whoever connects to it is refused, as late as the last rule can.
 * @returns {string | undefined} undefined where that can't be had
 */
function networkOfOthers() {
  const other = '10.99.0.2';
  try {
    for (const words of [
      'link add cable type veth peer name plug',
      'address add 10.99.0.1/24 dev cable',
      'link set cable up',
      'link set plug up',
    ])
      execFileSync('ip', words.split(' '), { stdio: 'ignore' });
    const words = `--append OUTPUT --protocol tcp --destination ${other} --jump REJECT --reject-with tcp-reset`;
    execFileSync('iptables', words.split(' '), { stdio: 'ignore' });
    return other;
  } catch {
    return undefined;
  }
}

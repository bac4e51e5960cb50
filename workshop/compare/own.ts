import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Mistaken, fromHere } from '../lessons.ts';
import type { Contender } from './contender.ts';

/** How long a command of the user's own may take until it answers, in ms. */
const patience = 15_000;

/**
 * A command as a contender: `name=command`. It is started with PORT and WEB_CONCURRENCY, in the folder where npm was called, and has to
 * answer as workshop/compare/server/handler.mjs does. Words are split at blanks, unless quotes hold them together: no shell is asked.
 * @throws Mistaken if it is no such thing
 */
export function ownContender(text: string): Contender {
  const [, name = '', command = ''] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  const [program = '', ...args] = [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? '',
  );
  if (program === '') throw new Mistaken(`--contender is a name and a command, --contender "mine=node server.mjs", and not "${text}".`);
  return {
    name: name.trim(),
    what: command,
    role: 'contender',
    answering: 0,
    async start(place) {
      const port = await place.lease();
      await place.run(program === 'node' ? process.execPath : program, args, { env: { PORT: String(port) }, cwd: fromHere('') });
      // Its start is no event here: it says nothing that we know.
      for (const end = performance.now() + patience; ; await sleep(20)) {
        if (place.fallen) throw new Error(place.fallen);
        if (await answers(port)) return { port };
        if (performance.now() > end) throw new Error(`nothing answered on PORT within ${patience / 1000} s`);
      }
    },
  };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    http
      .get({ host: '127.0.0.1', port, path: '/', agent: false, timeout: patience }, (response) => {
        response.resume();
        resolve(true);
      })
      .on('timeout', function (this: http.ClientRequest) {
        this.destroy();
      })
      .on('error', () => resolve(false));
  });
}

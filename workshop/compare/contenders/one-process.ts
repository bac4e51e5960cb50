import type { Contender } from '../contender.ts';
import { server } from '../programs.ts';

export default {
  name: 'one process',
  what: 'one Node.js process: what all others are compared with',
  role: 'baseline',
  answering: 1,
  async start(place) {
    const port = await place.lease();
    await place.run(process.execPath, [server('one.mjs')], { env: { PORT: String(port) }, ready: /^listening$/m });
    return { port };
  },
} satisfies Contender;

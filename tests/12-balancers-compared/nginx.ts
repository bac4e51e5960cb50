import { readFileSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { aroundNginx } from '#given/balancers.ts';
import { NotHere, type Subject } from '#workshop/checks.ts';
import { missingNginx, startNginx } from '#workshop/compare/nginx.ts';
import { OwnPlace } from '#workshop/compare/place.ts';
import { Failure, type Told } from '#workshop/failure.ts';
import { clientOf } from '#workshop/program/clients.ts';
import { shortPath } from '#workshop/program/source.ts';
import { crowded } from '#workshop/program/crowd.ts';
import { Functions } from '../functions.ts';
import { StandIns } from './stand-ins.ts';

/** What a client got. */
export interface Got {
  /** The status; 0 if no answer came. */
  status: number;
  /** The client's own port. */
  client: number;
}

/** How a client asks. */
export interface Ask {
  method?: string;
  headers?: Record<string, string>;
  /** Its connections; a fresh one unless told. */
  agent?: http.Agent;
  /** The address from which it comes; 127.0.0.1 unless told. */
  from?: string;
}

/** No answer takes so long, in ms: nginx itself gives up after a minute. */
const deadline = 20_000;

/** nginx with the configuration of the judged file, in front of stand-ins. */
export class BehindNginx {
  readonly ports: readonly number[];
  readonly configuration: string;
  readonly standIns: StandIns;
  readonly #file: string;
  readonly #place: OwnPlace;
  readonly #port: number;
  #story: string[] = [];

  private constructor(file: string, place: OwnPlace, port: number, ports: readonly number[], configuration: string, standIns: StandIns) {
    this.#file = file;
    this.#place = place;
    this.#port = port;
    this.ports = ports;
    this.configuration = configuration;
    this.standIns = standIns;
  }

  /**
   * Starts it in a folder of its own, on a free port.
   * @param count how many processes stand behind it
   * @throws NotHere without nginx; Failure if the function or nginx fails
   */
  static async start(file: string, count: number, signal?: AbortSignal): Promise<BehindNginx> {
    const why = missingNginx();
    if (why) throw new NotHere(why);
    const place = new OwnPlace(1);
    signal?.addEventListener('abort', () => void place.end(), { once: true });
    let standIns: StandIns | undefined;
    try {
      const port = await place.lease();
      const ports: number[] = [];
      while (ports.length < count) ports.push(await place.lease());
      const configuration = await configurationOf(file, port, ports);
      standIns = await StandIns.start(ports);
      await begin(file, place, configuration);
      return new BehindNginx(file, place, port, ports, configuration, standIns);
    } catch (error) {
      await Promise.all([place.end(), standIns?.end()]);
      throw error;
    }
  }

  /** Asks so often, one after another. */
  async ask(times: number, ask: Ask = {}): Promise<Got[]> {
    const { method = 'GET', agent } = ask;
    const how = times === 1 ? '' : ` ${times} times${agent ? ' on one connection' : ' over fresh connections'}`;
    this.note(method === 'GET' ? `asked for /${how}` : `sent ${method} /${how}`);
    const all = [];
    for (let i = 0; i < times; i++) all.push(await this.#ask(ask));
    return all;
  }

  #ask({ method = 'GET', headers = {}, agent, from = '127.0.0.1' }: Ask): Promise<Got> {
    return new Promise((resolve) => {
      const address = { host: '127.0.0.1', port: this.#port, path: '/', timeout: crowded(deadline) };
      const request = http.request({ ...address, method, headers, agent: agent ?? false, localAddress: from }, (response) => {
        response.resume().on('close', () => resolve({ status: response.statusCode ?? 0, client: client() }));
      });
      const client = clientOf(request);
      request.on('timeout', () => request.destroy()).on('error', () => resolve({ status: 0, client: client() }));
      request.end();
    });
  }

  /** Begins the story of a new check. */
  begin(): void {
    this.#story = [];
    this.standIns.forget();
  }

  note(done: string): void {
    this.#story.push(done);
  }

  failure(told: Told): Failure {
    const started = `${did(this.#file)}, in front of ${this.ports.length} processes`;
    return new Failure({ did: `${[started, ...this.#story].join(', then ')}.`, ...told });
  }

  async end(): Promise<void> {
    await Promise.all([this.#place.end(), this.standIns.end()]);
  }
}

/** nginx in front of so many stand-ins. */
export const behindNginx = (count: number): Subject<BehindNginx> => ({
  start: (file, signal) => BehindNginx.start(file, count, signal),
  end: (behind) => behind.end(),
});

const did = (file: string) => `Started nginx with nginxConfiguration of ${shortPath(file)}`;

async function configurationOf(file: string, port: number, ports: readonly number[]): Promise<string> {
  const functions = await Functions.start(file);
  try {
    const [called] = await functions.call('nginxConfiguration', [[port, ports]]);
    if (typeof called?.value === 'string') return called.value;
    throw functions.failure('nginxConfiguration', [port, ports], {
      expected: 'a text: the upstream and the server',
      saw: called?.shown ?? 'nothing',
      so: 'nginx reads one text. join("\\n") makes one of a list.',
    });
  } finally {
    await functions.end();
  }
}

/** What nginx says against a configuration, and what people have done then. */
const causes: readonly [words: RegExp, cause: string][] = [
  [/bind\(\)/, "that port is somebody else's: does the server listen on the port that it is given?"],
  [
    /"(http|events|daemon|pid|worker_processes)" directive/,
    'only upstream and server are wanted from you: all around them is given, see #given/balancers.ts.',
  ],
  [/host not found in upstream/, 'proxy_pass names an upstream that is not there: compare the two names letter by letter.'],
  [/invalid parameter "(server|keepalive|zone)/, 'nginx has read on from the line above into this one: there is no semicolon at its end.'],
  [/expecting "}"/, 'a brace is not closed: upstream, server and location each end with one.'],
  [
    /unexpected "}"|unexpected end|invalid number of arguments|not terminated|unknown directive "[^"]*[:{]/,
    'a semicolon ends each line of nginx but those with braces. Look at the line above it, too.',
  ],
  [/"proxy_pass" directive is not allowed/, 'proxy_pass stands in a location, and the location in the server.'],
  [/"keepalive" directive is not allowed/, 'keepalive is about the connections to the processes, and stands in the upstream.'],
];

async function begin(file: string, place: OwnPlace, part: string): Promise<void> {
  const configuration = aroundNginx(part);
  try {
    await startNginx(place, configuration, 1);
  } catch (error) {
    const { message } = error as Error;
    const [, said = message, line = ''] = /\[emerg\] (?:\d+#\d+: )?(.*?)(?: in \S+:(\d+))?$/.exec(message) ?? [];
    const its = readFileSync(join(place.folder, 'nginx.conf'), 'utf8').split('\n')[Number(line) - 1]?.trim();
    throw new Failure({
      did: `${did(file)}.`,
      expected: 'a configuration that nginx takes',
      saw: `nginx says: ${said.slice(0, 300)}${its ? `\n  at the line  ${its}` : ''}`,
      so: causes.find(([words]) => words.test(said))?.[1] ?? 'nginx names what it does not take: compare it with the line in your text.',
    });
  }
}

import http from 'node:http';
import type { Balancer, Explanation } from '#given/balancers.ts';
import { NotHere, check, star } from '#workshop/checks.ts';
import { count, list } from '#workshop/failure.ts';
import { functions } from '../functions.ts';
import { truth, why } from './explanations.ts';
import { type Case, type Seen } from './namespace.ts';
import { type BehindNginx, type Got, behindNginx } from './nginx.ts';
import { rules } from './rules.ts';

const three = behindNginx(3);

export const checks = [
  check('nginx gives each request to the next process, also where a client keeps its connection', behindNginx(4), async (nginx) => {
    nginx.begin();
    expectNginxTurns(nginx, await nginx.ask(12));
    nginx.begin();
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    try {
      const got = await nginx.ask(12, { agent });
      expectNginxTurns(nginx, got);
      expectKeptClient(nginx, got);
    } finally {
      agent.destroy();
    }
  }),

  check('nginx keeps its connections to the processes, and asks again over them', three, async (nginx) => {
    nginx.begin();
    expectAnswers(nginx, await nginx.ask(12));
    expectFewConnections(nginx);
  }),

  check('clients see nothing of a process that has died, and no POST is sent twice', three, async (nginx) => {
    nginx.begin();
    await nginx.ask(3); // it has a connection to each
    nginx.begin();
    await nginx.standIns.die(nginx.ports[0] as number);
    nginx.note('ended one of the processes');
    expectNoneNoticed(nginx, await nginx.ask(9));
    nginx.standIns.forget();
    nginx.standIns.breaksAtPost = true;
    nginx.note('had the others break off whenever they receive a POST');
    await nginx.ask(1, { method: 'POST' });
    expectOnePost(nginx);
  }),

  check('iptables gives one connection after another to each process in turn', rules, async ({ all, failure }) => {
    for (const { tried, seen } of all) expectTurns(tried, seen, failure);
  }),

  check('what each of the three gives out, whom a process sees, and what becomes of the turn of the dead', functions, async (functions) => {
    const names = Object.keys(truth) as Balancer[];
    const called = await functions.call(
      'explain',
      names.map((name) => [name]),
    );
    for (const { args, value, shown } of called) {
      const [name] = args as [Balancer];
      const said = value as Partial<Explanation> | undefined;
      for (const part of Object.keys(truth[name]) as (keyof Explanation)[]) {
        if (said?.[part] === truth[name][part]) continue;
        const saw = said?.[part] === undefined ? shown : `${part}: '${said[part]}'`;
        throw functions.failure('explain', args, {
          expected: `what is so of ${name}`,
          saw,
          so:
            said?.[part] === undefined ? `each explanation says unit, caller and turnOfTheDead, and here is no ${part}.` : why[name][part],
          read: 'look-closer',
        });
      }
    }
  }),

  star('nginx tells the processes who asks, and for which host', behindNginx(2), async (nginx) => {
    for (const [host, last] of [
      ['example.org', 2],
      ['example.net', 3],
    ] as const) {
      nginx.begin();
      const from = process.platform === 'linux' ? `127.0.0.${last}` : '127.0.0.1'; // other systems have no more than that one
      nginx.note(`came from ${from}, with "Host: ${host}" and, as a liar would, "X-Forwarded-For: 203.0.113.7"`);
      expectAnswers(nginx, await nginx.ask(1, { headers: { host, 'x-forwarded-for': '203.0.113.7' }, from }));
      expectHeaders(nginx, host, from);
    }
  }),

  star('iptables leaves connections to other machines alone', rules, async ({ all, failure }) => {
    for (const { tried, seen } of all) {
      if (seen.strayed === undefined)
        throw new NotHere('this system allows no second address to try it with (a veth pair): try it in a virtual machine');
      if (!seen.strayed) continue;
      throw failure(tried, {
        expected: `a connection to port ${tried.port} of another machine to go there`,
        saw: 'it came to a process of this machine',
        so: 'the rule asks only for the port, and each machine has one of that number. Which address is meant? --destination.',
        read: 'go-further',
      });
    }
  }),
];

/** All were answered with 200. */
function expectAnswers(nginx: BehindNginx, got: readonly Got[]): void {
  const wrong = got.filter(({ status }) => status !== 200);
  const [first] = wrong;
  if (!first) return;
  const told = (status: number) => (status === 0 ? 'no answer' : `status ${status}`);
  const each = [...new Set(wrong.map(({ status }) => status))].map(
    (one) => `${told(one)} ${count(wrong.filter(({ status }) => status === one).length, 'time')}`,
  );
  throw nginx.failure({
    expected: `${count(got.length, 'answer')} of the processes, with status 200`,
    saw: list(each),
    so:
      first.status === 0
        ? 'nobody listens there, or nginx breaks off: does the server listen on the port that it is given?'
        : first.status === 403 || first.status === 404
          ? 'nginx answered by itself, from files: no location gives this path to the processes. proxy_pass does.'
          : first.status === 502
            ? 'nginx found nobody: are the ports in the upstream the ones that it is given?'
            : nginx.standIns.connections.size > 0
              ? 'a process answered so: it did not take what nginx sent. Does each variable in proxy_set_header have a value here? A request without Host is a bad one.'
              : 'nginx answered by itself, and its status says why.',
  });
}

/** Whether all of them have their turn, one after another and again. Even counts are not enough: dice come out even now and then. */
function isInTurn(all: readonly number[], order: readonly unknown[]): boolean {
  const turn = order.slice(0, all.length);
  return all.every((one) => turn.includes(one)) && order.every((one, i) => one === turn[i % all.length]);
}

function expectNginxTurns(nginx: BehindNginx, got: readonly Got[]): void {
  expectAnswers(nginx, got);
  const { counts, received } = nginx.standIns;
  const order = received.map(({ port }) => port);
  if (isInTurn(nginx.ports, order)) return;
  const share = got.length / counts.length;
  const text = withoutComments(nginx.configuration);
  const hash = /\b(ip_hash|hash|random)\b/.exec(text)?.[1];
  throw nginx.failure({
    expected: `each of the ${counts.length} processes to receive ${share} of ${got.length} requests, in turn`,
    saw: `they received ${list(counts)}${counts.every((each) => each === share) ? ', and not in turn' : ''}`,
    so: !namesAll(nginx)
      ? `the configuration does not name all ${nginx.ports.length} ports. An upstream has a line "server" for each.`
      : /\bproxy_pass\s+http:\/\/[\d.]+:/.test(text)
        ? 'proxy_pass names one process, and not the upstream, which names them all.'
        : hash === 'random'
          ? 'random throws dice for each request. Without that line nginx takes them in turn.'
          : hash
            ? `${hash} chooses by what stays the same with a client, so one client has one process, and many behind one address have one too. Without that line nginx takes them in turn.`
            : /\b(backup|down)\b/.test(text)
              ? 'one that is marked backup or down has no turn while the others live.'
              : /\bweight=/.test(text)
                ? 'weight gives one of them more turns than another. Here all are alike.'
                : 'nginx takes them in turn unless something else is said. What in the upstream says something else?',
  });
}

/** One connection of the client's for all. */
function expectKeptClient(nginx: BehindNginx, got: readonly Got[]): void {
  const clients = new Set(got.map(({ client }) => client)).size;
  if (clients === 1) return;
  throw nginx.failure({
    expected: 'one connection of the client, for all its requests',
    saw: `nginx closed it, and the client needed ${clients}`,
    so: 'keepalive_timeout and keepalive_requests of the server are about the connections of clients. Leave them as they are: they are kept then.',
  });
}

function expectFewConnections(nginx: BehindNginx): void {
  const { connections, received } = nginx.standIns;
  const made = [...connections.values()].reduce((sum, each) => sum + each, 0);
  if (made <= nginx.ports.length) return;
  const text = withoutComments(nginx.configuration);
  const last = received.at(-1);
  const [, kept = ''] = /\bkeepalive\s+(\d+)/.exec(text) ?? [];
  const closes = last?.headers.connection === 'close';
  const old = last?.httpVersion === '1.0';
  throw nginx.failure({
    expected: `${count(nginx.ports.length, 'connection')} to the processes, one each, for ${count(received.length, 'request')}`,
    saw: `nginx made ${made} connections${old || closes ? `; a process reads "GET / HTTP/${last?.httpVersion}"${closes ? ' and "Connection: close"' : ''}` : ''}`,
    so:
      old && closes
        ? 'nginx asks as it did long ago, unless told: in HTTP/1.0, and with "Connection: close". Both need a line: proxy_http_version and proxy_set_header.'
        : old
          ? 'in HTTP/1.0 a process closes the connection after its answer. proxy_http_version says another one.'
          : closes
            ? 'each request says that the connection is to be closed. proxy_set_header gives that header no value: two quotes with nothing between them.'
            : kept === ''
              ? 'the requests allow it, and nothing says that nginx is to keep idle connections, and how many: keepalive, in the upstream.'
              : Number(kept) < nginx.ports.length
                ? `keepalive ${kept} is for all processes together: when the next one has its turn, the connection to the last one is closed to make room.`
                : 'nginx closes them itself: keepalive_requests and keepalive_timeout in the upstream say when.',
  });
}

function expectNoneNoticed(nginx: BehindNginx, got: readonly Got[]): void {
  const noticed = got.filter(({ status }) => status !== 200);
  if (noticed.length === 0) return;
  throw nginx.failure({
    expected: `${count(got.length, 'answer')} with status 200, of the processes that live`,
    saw: `${noticed.length} of them with status ${list([...new Set(noticed.map(({ status }) => status))])}`,
    so: namesAll(nginx)
      ? 'nginx tells the client at once that a process is gone, and could ask another one: proxy_next_upstream says when, and how often. Unless told, it does so after an error.'
      : 'nginx has nobody else to ask: an upstream names all processes.',
  });
}

function expectOnePost(nginx: BehindNginx): void {
  const posts = nginx.standIns.received.filter(({ method }) => method === 'POST').length;
  if (posts === 1) return;
  throw nginx.failure({
    expected: 'the POST to reach one process, and the client to be told that it failed',
    saw: posts === 0 ? 'no process received it' : `${posts} processes received it`,
    so:
      posts === 0
        ? 'a POST is for the processes, too: does the location turn it away?'
        : 'who receives a POST may have done what it asks before it breaks off: an order is placed twice. nginx only sends it again where non_idempotent is said.',
  });
}

function expectTurns(tried: Case, seen: Seen, failure: (tried: Case, told: { expected: string; saw: string; so: string }) => Error): void {
  const { ports } = tried;
  const { reached, refusedRule, words = '' } = seen;
  const expected = `each of the ${count(ports.length, 'process')} to have every ${ports.length === 3 ? 'third' : 'fourth'} connection`;
  if (refusedRule !== undefined)
    throw failure(tried, {
      expected: 'rules that iptables takes',
      saw: `${words}\n  at the rule  ${refusedRule}`,
      so: whyRefused(refusedRule, words),
    });
  if (isInTurn(ports, reached)) return;
  const shares = ports.map((port) => reached.filter((one) => one === port).length);
  const lost = reached.filter((one) => typeof one === 'string');
  const saw = `their shares of ${reached.length} are ${list(shares)}${lost.length > 0 ? `; ${lost.length} came to nobody (${list([...new Set(lost)])})` : ''}`;
  throw failure(tried, { expected, saw, so: whyUneven(tried, shares, lost.length) });
}

function whyRefused(rule: string, words: string): string {
  if (/^(sudo\s+)?iptables\b/.test(rule.trim())) return 'a rule is the words after "iptables", without it.';
  if (/unknown option "--(dport|destination-port)"/.test(words))
    return '--dport is known only after --protocol tcp: other protocols have no ports.';
  if (/unknown option "--(mode|every|packet)"/.test(words)) return '--mode, --every and --packet are known only after --match statistic.';
  if (/unknown option "--to-ports"/.test(words)) return '--to-ports is known only after --jump REDIRECT.';
  if (/--every (0|-|NaN|undefined)/.test(rule))
    return 'this is no number to count by. The function is given another number of ports each time: reckon with ports.length.';
  if (/requires "--packet"|--packet p must/.test(words))
    return '--every n counts from 0 to n - 1, and --packet says at which of these the rule applies: 0 is always one of them.';
  if (/^Chain '|No chain/.test(words.replace(/^.*?: /, '')))
    return 'the table has no chain of that name. OUTPUT is one of its own; any other is made by a rule before: --new-chain, with a name.';
  if (!/\bnat\b/.test(rule))
    return 'without --table a rule goes into the table filter, which lets packets pass or not. Where they go to is the matter of --table nat.';
  return 'these are the words of iptables. Compare the rule with those in the text, word by word.';
}

function whyUneven({ ports, rules }: Case, shares: readonly number[], lost: number): string {
  const all = rules.join('\n');
  if (rules.length < ports.length) return `${count(rules.length, 'rule')} came for ${count(ports.length, 'process')}. Each needs one.`;
  if (shares.every((share) => share === 0)) {
    const [, made] = /(?:^|\s)(?:-N|--new-chain)\s+(\S+)/m.exec(all) ?? [];
    if (made !== undefined && !all.split('\n').some((rule) => rule.includes('OUTPUT') && rule.includes(made)))
      return `no packet comes to the chain ${made}, so none of its rules is asked. A rule in OUTPUT leads to it: --jump ${made}.`;
    return /\bPREROUTING\b/.test(all)
      ? 'no rule was asked. PREROUTING is for what comes in from other machines; what a machine sends to itself passes OUTPUT.'
      : 'no rule applies: compare the protocol, the port and the address in the rules with what the function is given.';
  }
  if (/--mode\s+random/.test(all)) return 'random throws dice. In the long run the shares are even, and never in turn: --mode nth counts.';
  if (lost > 0) {
    return 'a rule only sees what those before it have left. If the first of three takes every third connection, of which number is the second to take every…? The last one has to take all that is left.';
  }
  if (/(^|\s)(-I|--insert)\b/.test(all))
    return 'insert puts a rule before those that are there, so they are asked in the other order, and the one that takes all comes first. Append.';
  if (shares.filter((share) => share > 0).length === 1) {
    return 'one rule takes everything, and those after it see nothing. The first of three is to take every third, and only the last one all that is left.';
  }
  return 'each of them has connections, but not in turn. The first of three takes every third (--every 3 --packet 0): how many are left for the other two?';
}

function expectHeaders(nginx: BehindNginx, host: string, from: string): void {
  const headers: http.IncomingHttpHeaders = nginx.standIns.received.at(-1)?.headers ?? {};
  const forwarded = String(headers['x-forwarded-for'] ?? '');
  const read = 'go-further';
  const text = withoutComments(nginx.configuration);
  /** What is written for a header, if anything is. */
  const given = (header: string) => new RegExp(`proxy_set_header\\s+${header}\\s+["']?([^\\s"';]+)`, 'i').exec(text)?.[1];
  const hidden =
    'that line is there, and nothing comes of it: one proxy_set_header in a location hides all of the server. Put them in one place.';
  if (headers.host?.split(':')[0] !== host) {
    const written = given('Host');
    throw nginx.failure({
      expected: `a process to read "Host: ${host}"`,
      saw: `"Host: ${headers.host}"`,
      so: /^\$(http_)?host\b/.test(written ?? '')
        ? hidden
        : written !== undefined && !written.includes('$')
          ? 'here each request is for that host, whatever its client asked for. A variable of nginx holds what this one asked for.'
          : 'nginx puts the name from proxy_pass there. A process makes links and cookies with that header: proxy_set_header Host, with a variable of nginx.',
      read,
    });
  }
  if (forwarded.split(/\s*,\s*/).at(-1) === from) return;
  const written = given('X-Forwarded-For');
  throw nginx.failure({
    expected: `a process to read the address of the client, ${from}, as the last one in X-Forwarded-For`,
    saw: forwarded ? `"X-Forwarded-For: ${forwarded}"` : 'no address of a client: no X-Forwarded-For',
    so: forwarded.includes(from)
      ? 'whoever reads the header takes the last address in it: what nginx sees comes last.'
      : /^\$(remote_addr|proxy_add)/.test(written ?? '')
        ? hidden
        : forwarded === '127.0.0.1'
          ? 'that is the address to which the client came, the one of nginx. Where it came from stands in $remote_addr.'
          : written !== undefined
            ? 'that is what the client says of itself, and anyone can say anything. $remote_addr is the address that nginx sees.'
            : 'to a process it seems that nginx is the client, and what a client says of itself is passed on. proxy_set_header X-Forwarded-For, with the variable of nginx that holds the address of its client.',
    read,
  });
}

const namesAll = ({ ports, configuration }: BehindNginx): boolean =>
  ports.every((port) => new RegExp(`:${port}\\b`).test(withoutComments(configuration)));

const withoutComments = (text: string): string => text.replace(/#.*/g, '');

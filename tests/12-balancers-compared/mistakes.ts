import type { Mistake } from '#workshop/lesson-tests.ts';

const spread = 'nginx gives each request to the next process, also where a client keeps its connection';
const kept = 'nginx keeps its connections to the processes, and asks again over them';
const died = 'clients see nothing of a process that has died, and no POST is sent twice';
const turns = 'iptables gives one connection after another to each process in turn';
const explained = 'what each of the three gives out, whom a process sees, and what becomes of the turn of the dead';
const headers = 'nginx tells the processes who asks, and for which host';
const others = 'iptables leaves connections to other machines alone';

const keepLine = 'keepalive 32; # so many idle connections may stay open, to all processes together';
const passLine = 'proxy_pass http://processes;';
const versionLine = 'proxy_http_version 1.1;';
const connectionLine = "proxy_set_header Connection '';";
const forwardedLine = 'proxy_set_header X-Forwarded-For $remote_addr;';
const hostLine = 'proxy_set_header Host $host;';
const serverLines = "${ports.map((each) => `server 127.0.0.1:${each};`).join('\\n  ')}";
const every = 'const every = ports.length - i;';
const nth = '--match statistic --mode nth --every ${every} --packet 0';

export const mistakes: Mistake[] = [
  {
    name: 'the first process alone',
    change: [[passLine, 'proxy_pass http://127.0.0.1:${ports[0]};']],
    fails: spread,
    says: 'proxy_pass names one process',
  },
  {
    name: 'an upstream with one process',
    change: [[serverLines, 'server 127.0.0.1:${ports[0]};']],
    fails: spread,
    says: 'does not name all 4 ports',
  },
  {
    name: 'ip_hash for turns',
    change: [[keepLine, 'ip_hash; keepalive 32;']],
    fails: spread,
    says: 'chooses by what stays the same with a client',
  },
  {
    name: 'throws dice in nginx',
    change: [[keepLine, 'random; keepalive 32;']],
    fails: spread,
    says: 'random throws dice for each request',
  },
  {
    name: 'one process in reserve',
    change: [[serverLines, "${ports.map((each, i) => `server 127.0.0.1:${each}${i === 0 ? ' backup' : ''};`).join('\\n  ')}"]],
    fails: spread,
    says: 'backup or down has no turn',
  },
  {
    name: 'the first process has more weight',
    change: [[serverLines, "${ports.map((each, i) => `server 127.0.0.1:${each}${i === 0 ? ' weight=2' : ''};`).join('\\n  ')}"]],
    fails: spread,
    says: 'weight gives one of them more turns',
  },
  {
    name: 'forgets a semicolon',
    change: [[passLine, 'proxy_pass http://processes']],
    fails: spread,
    says: 'a semicolon ends each line',
  },
  {
    name: 'forgets the last brace',
    change: [['  }\n}`;', '  }\n`;']],
    fails: spread,
    says: 'a brace is not closed',
  },
  {
    name: 'forgets the semicolon of each process',
    change: [[serverLines, serverLines.replace('};`', '}`')]],
    fails: spread,
    says: 'nginx has read on from the line above',
  },
  {
    name: 'the Host of a variable that is empty here',
    change: [[hostLine, 'proxy_set_header Host $server_name;']],
    fails: spread,
    says: 'a process answered so',
  },
  {
    name: 'the whole file of nginx',
    change: [
      ['  return `\nupstream', '  return `\nhttp {\nupstream'],
      ['  }\n}`;', '  }\n}\n}`;'],
    ],
    fails: spread,
    says: 'only upstream and server are wanted',
  },
  {
    name: 'another name in proxy_pass',
    change: [[passLine, 'proxy_pass http://process;']],
    fails: spread,
    says: 'compare the two names letter by letter',
  },
  {
    name: 'a location without proxy_pass',
    change: [[passLine, 'root .;']],
    fails: spread,
    says: 'nginx answered by itself, from files',
  },
  {
    name: 'the ports from a tutorial',
    change: [[serverLines, "${ports.map((_each, i) => `server 127.0.0.1:${1 + i};`).join('\\n  ')}"]],
    fails: spread,
    says: 'nginx found nobody',
  },
  {
    name: 'listens beside the port',
    change: [['listen 127.0.0.1:${port};', 'listen 127.0.0.1:${port + 1};']],
    fails: spread,
    says: 'does the server listen on the port that it is given?',
  },
  {
    name: 'closes the connections of clients',
    change: [['  location / {', '  keepalive_timeout 0;\n  location / {']],
    fails: spread,
    says: 'are about the connections of clients',
  },
  {
    name: 'a list of lines instead of a text',
    change: [
      ['number[]): string {\n  return `', 'number[]): string {\n  return [`'],
      ['  }\n}`;', '  }\n}`] as never;'],
    ],
    fails: spread,
    says: 'nginx reads one text',
  },
  {
    name: 'as old nginx does unless told',
    change: [
      [versionLine, 'proxy_http_version 1.0;'],
      [connectionLine, 'proxy_set_header Connection close;'],
    ],
    fails: kept,
    says: 'Both need a line',
  },
  {
    name: 'HTTP/1.0',
    change: [[versionLine, 'proxy_http_version 1.0;']],
    fails: kept,
    says: 'in HTTP/1.0 a process closes the connection',
  },
  {
    name: 'each request says close',
    change: [[connectionLine, 'proxy_set_header Connection close;']],
    fails: kept,
    says: 'two quotes with nothing between them',
  },
  {
    name: 'keeps one connection for all',
    change: [[keepLine, 'keepalive 1;']],
    fails: kept,
    says: 'is for all processes together',
  },
  {
    name: 'one request a connection',
    change: [[keepLine, 'keepalive 32; keepalive_requests 1;']],
    fails: kept,
    says: 'nginx closes them itself',
  },
  {
    name: 'keepalive in the server',
    change: [
      [keepLine, ''],
      ['  location / {', '  keepalive 32;\n  location / {'],
    ],
    fails: spread,
    says: 'stands in the upstream',
  },
  {
    name: 'no other process is asked',
    change: [[passLine, `${passLine}\n    proxy_next_upstream off;`]],
    fails: died,
    says: 'could ask another one',
  },
  {
    name: 'one try',
    change: [[passLine, `${passLine}\n    proxy_next_upstream_tries 1;`]],
    fails: died,
    says: 'could ask another one',
  },
  {
    name: 'whatever fails is sent again',
    change: [[passLine, `${passLine}\n    proxy_next_upstream error timeout non_idempotent;`]],
    fails: died,
    says: 'an order is placed twice',
  },
  {
    name: 'every third in each rule',
    change: [[every, 'const every = ports.length + 0 * i;']],
    fails: turns,
    says: 'a rule only sees what those before it have left',
  },
  {
    name: 'another packet in each rule',
    change: [
      [every, 'const every = ports.length;'],
      [nth, '--match statistic --mode nth --every ${every} --packet ${i}'],
    ],
    fails: turns,
    says: 'a rule only sees what those before it have left',
  },
  {
    name: 'counts upwards',
    change: [[every, 'const every = i + 1;']],
    fails: turns,
    says: 'one rule takes everything',
  },
  {
    name: 'forgets the packet',
    change: [[nth, '--match statistic --mode nth --every ${every}']],
    fails: turns,
    says: '--every n counts from 0',
  },
  {
    name: 'throws dice in iptables',
    change: [[nth, '--match statistic --mode random --probability ${1 / every}']],
    fails: turns,
    says: 'never in turn: --mode nth counts',
  },
  {
    name: 'PREROUTING for what the machine sends itself',
    change: [['--append OUTPUT', '--append PREROUTING']],
    fails: turns,
    says: 'PREROUTING is for what comes in',
  },
  {
    name: 'inserts the rules',
    change: [['--append OUTPUT', '--insert OUTPUT']],
    fails: turns,
    says: 'insert puts a rule before those that are there',
  },
  {
    name: 'another address',
    change: [['--destination 127.0.0.1', '--destination 192.168.1.10']],
    fails: turns,
    says: 'no rule applies',
  },
  {
    name: 'a rule for the first process',
    change: [['return ports.map((each, i)', 'return ports.slice(0, 1).map((each, i)']],
    fails: turns,
    says: 'Each needs one.',
  },
  {
    name: 'forgets the protocol',
    change: [['--protocol tcp ', '']],
    fails: turns,
    says: '--dport is known only after --protocol tcp',
  },
  {
    name: 'forgets the match',
    change: [[nth, nth.replace('--match statistic ', '')]],
    fails: turns,
    says: 'are known only after --match statistic',
  },
  {
    name: 'forgets the target',
    change: [['--jump REDIRECT ', '']],
    fails: turns,
    says: '--to-ports is known only after --jump REDIRECT',
  },
  {
    name: 'counts on three processes',
    change: [[every, 'const every = 3 - i;']],
    fails: turns,
    says: 'reckon with ports.length',
  },
  {
    name: 'forgets the table',
    change: [['--table nat ', '']],
    fails: turns,
    says: 'without --table a rule goes into the table filter',
  },
  {
    name: 'the word iptables, too',
    change: [['const connection = `--table', 'const connection = `iptables --table']],
    fails: turns,
    says: 'without it',
  },
  {
    name: 'one text with all rules',
    change: [
      ['return ports.map((each, i)', 'return (ports.map((each, i)'],
      ['--to-ports ${each}`;\n  });', "--to-ports ${each}`;\n  }).join('\\n') as never);"],
    ],
    fails: turns,
    says: 'returns a list of them',
  },
  {
    name: 'cluster spreads requests',
    change: [["cluster: { unit: 'connection'", "cluster: { unit: 'request'"]],
    fails: explained,
    says: 'Can it know where a request ends?',
  },
  {
    name: 'a worker sees the primary',
    change: [["cluster: { unit: 'connection', caller: 'client'", "cluster: { unit: 'connection', caller: 'balancer'"]],
    fails: explained,
    says: 'Who is at its other end then?',
  },
  {
    name: 'the primary gives connections to the dead',
    change: [["caller: 'client', turnOfTheDead: 'another process' }", "caller: 'client', turnOfTheDead: 'a refusal' }"]],
    fails: explained,
    says: 'the primary is told when a worker ends',
  },
  {
    name: 'nginx gives connections away',
    change: [["nginx: { unit: 'request'", "nginx: { unit: 'connection'"]],
    fails: explained,
    says: 'asks a process itself for each answer',
  },
  {
    name: 'behind nginx one sees the client',
    change: [["nginx: { unit: 'request', caller: 'balancer'", "nginx: { unit: 'request', caller: 'client'"]],
    fails: explained,
    says: 'two connections are open',
  },
  {
    name: 'nginx refuses whose turn is that of the dead',
    change: [["caller: 'balancer', turnOfTheDead: 'another process'", "caller: 'balancer', turnOfTheDead: 'a refusal'"]],
    fails: explained,
    says: 'nginx still has the request',
  },
  {
    name: 'iptables knows requests',
    change: [["iptables: { unit: 'connection'", "iptables: { unit: 'request'"]],
    fails: explained,
    says: 'only asked for the first packet',
  },
  {
    name: 'the kernel is the client',
    change: [["iptables: { unit: 'connection', caller: 'client'", "iptables: { unit: 'connection', caller: 'balancer'"]],
    fails: explained,
    says: 'Does it rewrite where they come from?',
  },
  {
    name: 'the kernel notices who is dead',
    change: [["turnOfTheDead: 'a refusal' }", "turnOfTheDead: 'another process' }"]],
    fails: explained,
    says: 'nobody tells it whether a process still listens',
  },
  {
    name: 'leaves one answer out',
    change: [
      [
        "nginx: { unit: 'request', caller: 'balancer', turnOfTheDead: 'another process' },",
        "nginx: { unit: 'request', caller: 'balancer' } as never,",
      ],
    ],
    fails: explained,
    says: 'here is no turnOfTheDead',
  },
  {
    name: 'says nothing of the client',
    change: [[forwardedLine, '']],
    fails: headers,
    says: 'it seems that nginx is the client, and',
  },
  {
    name: 'passes on what the client says of itself',
    change: [[forwardedLine, 'proxy_set_header X-Forwarded-For $http_x_forwarded_for;']],
    fails: headers,
    says: 'anyone can say anything',
  },
  {
    name: 'the address of nginx for that of the client',
    change: [[forwardedLine, 'proxy_set_header X-Forwarded-For $server_addr;']],
    fails: headers,
    says: 'the address to which the client came',
  },
  {
    name: 'the host that the check has told',
    change: [[hostLine, 'proxy_set_header Host example.org;']],
    fails: headers,
    says: 'here each request is for that host',
  },
  {
    name: 'the name of the upstream as the host',
    change: [[hostLine, '']],
    fails: headers,
    says: 'the name from proxy_pass',
  },
  {
    name: 'tells the host in the server',
    change: [
      [hostLine, ''],
      ['  location / {', `  ${hostLine}\n  location / {`],
    ],
    fails: headers,
    says: 'hides all of the server',
  },
  {
    name: 'what the client says comes last',
    change: [[forwardedLine, 'proxy_set_header X-Forwarded-For "$remote_addr, $http_x_forwarded_for";']],
    fails: headers,
    says: 'what nginx sees comes last',
  },
  {
    name: 'any address with that port',
    change: [[' --destination 127.0.0.1', '']],
    fails: others,
    says: 'each machine has one of that number',
  },
];

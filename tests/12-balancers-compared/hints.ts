import type { Hints } from '#workshop/lesson-tests.ts';

export const hints: Record<string, Hints> = {
  'nginx gives each request to the next process, also where a client keeps its connection': [
    'nginx needs to know all the processes, and a name for them together.',
    'A block upstream with a name holds a line "server 127.0.0.1:<port>;" for each. proxy_pass http://<that name>; asks the next of them.',
    "upstream processes { ${ports.map((each) => `server 127.0.0.1:${each};`).join('\\n')} } stands before the server, and in its location: proxy_pass http://processes;",
  ],
  'nginx keeps its connections to the processes, and asks again over them': [
    'What does HTTP need so that a connection can be used again? Which version, which header? And who decides how many are kept?',
    'keepalive in the upstream, proxy_http_version and proxy_set_header Connection in the location.',
    "keepalive 32; proxy_http_version 1.1; proxy_set_header Connection ''; (the header without a value is not sent).",
  ],
  'clients see nothing of a process that has died, and no POST is sent twice': [
    'nginx does this by itself where several processes stand in the upstream. Have you said something against it?',
    'proxy_next_upstream says after which failures nginx asks another process. Without that line: after an error, and a POST only if it was not sent yet.',
    'Take proxy_next_upstream and proxy_next_upstream_tries out, and leave all processes in the upstream, none of them down.',
  ],
  'iptables gives one connection after another to each process in turn': [
    'A rule takes some of the connections, and the next rule only sees the others. Of three, which part has each to take of what it sees?',
    'A rule takes every n-th with --match statistic --mode nth --every n --packet 0. What a machine sends to itself passes the chain OUTPUT of --table nat. --jump REDIRECT --to-ports leads it to another port.',
    'ports.map((each, i) => …): with three processes every is 3, then 2, then 1: ports.length - i. The rest of the rule is the same for all but --to-ports.',
  ],
  'what each of the three gives out, whom a process sees, and what becomes of the turn of the dead': [
    'For each of the three: does it read what a client sends? Does it hear of the end of a process?',
    'Who reads HTTP can give out requests, and is the client of the process. Who only moves a connection does neither. The table under Look closer has figures that tell.',
    'nginx reads HTTP. cluster and iptables move connections, and only one of these two hears of the end of a process: its workers are its children.',
  ],
  'nginx tells the processes who asks, and for which host': [
    'The connection that a process has comes from nginx. What it is to know of the client has to stand in the request.',
    'proxy_set_header sets a header of the request to the process. $remote_addr is the address of the client, $host the host that it asked for.',
    'proxy_set_header X-Forwarded-For $remote_addr; and proxy_set_header Host $host; both in the location, beside the one for Connection.',
  ],
  'iptables leaves connections to other machines alone': [
    'OUTPUT sees all that this machine sends, also to others. What in the rule says that only this machine is meant?',
    '--destination names an address.',
    '--destination 127.0.0.1, in each of the rules.',
  ],
};

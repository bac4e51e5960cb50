import type { Balancer, Explanation } from '#given/balancers.ts';

/** What is so: explanations.test.ts sees it, of each that can be had. */
export const truth: Record<Balancer, Explanation> = {
  cluster: { unit: 'connection', caller: 'client', turnOfTheDead: 'another process' },
  nginx: { unit: 'request', caller: 'balancer', turnOfTheDead: 'another process' },
  iptables: { unit: 'connection', caller: 'client', turnOfTheDead: 'a refusal' },
};

/** Why, without saying what. */
export const why: Record<Balancer, Record<keyof Explanation, string>> = {
  cluster: {
    unit: 'the primary reads nothing of what a client sends. Can it know where a request ends? See scheduling-policies: a connection that is kept alive stays with its worker.',
    caller: 'the primary gives the open connection itself to a worker. Who is at its other end then?',
    turnOfTheDead: 'the primary is told when a worker ends. Would it give a connection to one of which it knows that it is gone?',
  },
  nginx: {
    unit: 'nginx reads HTTP, and asks a process itself for each answer. Does it need to ask the same one twice?',
    caller: 'two connections are open: one from the client to nginx, one from nginx to a process. Which of them does the process have?',
    turnOfTheDead: 'nginx still has the request when it finds that a process is gone. What could it do with it?',
  },
  iptables: {
    unit: 'a rule of the table nat is only asked for the first packet of a connection; all others go where that one went.',
    caller: 'the kernel rewrites where packets go to. Does it rewrite where they come from?',
    turnOfTheDead: 'a rule counts and rewrites, and nobody tells it whether a process still listens on that port.',
  },
};

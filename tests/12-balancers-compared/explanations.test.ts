import assert from 'node:assert/strict';
import http from 'node:http';
import { test } from 'node:test';
import type { Balancer, Explanation } from '#given/balancers.ts';
import { NotHere } from '#workshop/checks.ts';
import { findLesson, solutionOf } from '#workshop/lessons.ts';
import { Program } from '#workshop/program/program.ts';
import { suite } from '#workshop/suite.ts';
import { iptablesRules } from '../../solutions/12-balancers-compared/balancers.ts';
import { roundRobin } from '../cluster.ts';
import { truth } from './explanations.ts';
import { tryRules } from './namespace.ts';
import { BehindNginx } from './nginx.ts';

// What the lesson takes for the truth about each balancer is seen here.

suite('balancers-compared: what is said of the three is so', () => {
  const seen: Record<Balancer, () => Promise<Explanation>> = { cluster: seeCluster, nginx: seeNginx, iptables: seeIptables };
  for (const [name, see] of Object.entries(seen)) {
    test(name, async (context) => {
      try {
        assert.deepEqual(await see(), truth[name as Balancer]);
      } catch (error) {
        if (!(error instanceof NotHere)) throw error;
        context.skip(error.message);
      }
    });
  }
});

async function seeCluster(): Promise<Explanation> {
  const program = await Program.start(solutionOf(findLesson('one-worker-per-cpu')), { env: roundRobin({ WEB_CONCURRENCY: '3' }) });
  try {
    const kept = await program.askTimes(6, '/', 'on one connection');
    const fresh = await program.askTimes(6, '/', 'one by one');
    const pids = new Set(kept.map(({ pid }) => pid));
    assert.equal(new Set(fresh.map(({ pid }) => pid)).size, 3);
    await program.kill(program.workers[0] as number);
    const left = await program.askTimes(6, '/', 'one by one').catch(() => []);
    return {
      unit: pids.size === 1 ? 'connection' : 'request',
      caller: fresh.every((answer) => program.receiver(answer) === answer.pid) ? 'client' : 'balancer', // found by the client's port
      turnOfTheDead: left.length === 6 ? 'another process' : 'a refusal',
    };
  } finally {
    await program.end();
  }
}

async function seeNginx(): Promise<Explanation> {
  const behind = await BehindNginx.start(solutionOf(findLesson('balancers-compared')), 3);
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  try {
    const got = await behind.ask(6, { agent });
    assert.equal(new Set(got.map(({ client }) => client)).size, 1);
    const callers = behind.standIns.received.map(({ caller }) => caller);
    const spread = behind.standIns.counts.every((count) => count === 2);
    await behind.standIns.die(behind.ports[0] as number);
    const left = await behind.ask(6);
    return {
      unit: spread ? 'request' : 'connection',
      caller: callers.some((caller) => got.some(({ client }) => client === caller)) ? 'client' : 'balancer',
      turnOfTheDead: left.every(({ status }) => status === 200) ? 'another process' : 'a refusal',
    };
  } finally {
    agent.destroy();
    await behind.end();
  }
}

async function seeIptables(): Promise<Explanation> {
  const [port, ports] = [4100, [5001, 5002, 5003]] as const;
  const tried = { port, ports, rules: iptablesRules(port, ports), connections: 6 };
  const [all, one] = await tryRules([tried, { ...tried, dead: 1 }]);
  assert.deepEqual(all?.reached, [5001, 5002, 5003, 5001, 5002, 5003]);
  return {
    unit: 'connection', // a packet that is not the first one of its connection is asked by no rule of nat: iptables(8)
    caller: all?.callers === 6 ? 'client' : 'balancer',
    turnOfTheDead: one?.reached.includes('ECONNREFUSED') ? 'a refusal' : 'another process',
  };
}

import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { Mistaken, fromHere } from '../lessons.ts';
import { shortPath } from '../program/source.ts';
import type { Contender } from './contender.ts';
import { type Rules, behindIptables } from './iptables.ts';
import { type Configure, behindNginx } from './nginx.ts';

/**
 * nginx and iptables as a file configures them, which exports `nginxConfiguration` and `iptablesRules`: the one of lesson balancers-compared.
 * @param path from the folder where npm was called
 * @throws Mistaken if there is no such file, or it can't be imported, or lacks one of the two
 */
export async function balancersOf(path: string): Promise<Contender[]> {
  const file = fromHere(path);
  const name = shortPath(file);
  const fail = (why: string) => new Mistaken(`--balancers: ${why}`);
  const both = ['nginxConfiguration', 'iptablesRules'];
  const lacking = fail(`${name} has to export the functions ${both.join(' and ')}.`);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw fail(`there is no file ${name}.`);
  }
  if (!both.every((each) => text.includes(each))) throw lacking; // before it is imported: it may be a program that runs on
  const module = (await import(pathToFileURL(file).href).catch((error: unknown) => {
    throw fail(`${name} can't be imported: ${String(error).split('\n')[0]}`);
  })) as { nginxConfiguration?: Configure; iptablesRules?: Rules };
  const { nginxConfiguration, iptablesRules } = module;
  if (typeof nginxConfiguration !== 'function' || typeof iptablesRules !== 'function') throw lacking;
  return [
    behindNginx('nginx, yours', `nginx as ${name} configures it`, nginxConfiguration),
    behindIptables('iptables, yours', `the rules of ${name}`, iptablesRules),
  ];
}

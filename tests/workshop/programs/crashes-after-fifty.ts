import { subscribe } from 'node:diagnostics_channel';

let requests = 0;
subscribe('http.server.request.start', () => {
  if (++requests > 50) throw new Error('fifty were enough');
});
await import('../../../solutions/01-single-server/app.ts');

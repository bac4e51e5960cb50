import { behindNginx } from '../nginx.ts';

export default behindNginx(
  'nginx',
  'nginx in front of single processes, over a new connection for each request: what it does unless told',
  (port, ports) => `
upstream node {
  zone node 64k;
  ${ports.map((own) => `server 127.0.0.1:${own};`).join('\n  ')}
}
server {
  listen 127.0.0.1:${port} backlog=511;
  location / {
    proxy_pass http://node;
  }
}`,
);

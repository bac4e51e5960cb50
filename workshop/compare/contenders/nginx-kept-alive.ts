import { behindNginx } from '../nginx.ts';

export default behindNginx(
  'nginx, upstream kept alive',
  'nginx in front of single processes, over connections that it keeps',
  (port, ports) => `
upstream node {
  zone node 64k;
  ${ports.map((own) => `server 127.0.0.1:${own};`).join('\n  ')}
  keepalive 64;
  keepalive_requests 1000000000;
}
server {
  listen 127.0.0.1:${port} backlog=511;
  location / {
    proxy_pass http://node;
    proxy_http_version 1.1;
    proxy_set_header Connection '';
  }
}`,
);

import { behindNginx } from '../nginx.ts';

export default behindNginx(false);

import http from 'node:http';
import { patience } from './tally.ts';

/** An answer, whole. */
export interface Look {
  status: number;
  /** By their names in lower case. */
  headers: Record<string, string>;
  body: Uint8Array;
}

/** Asks once, as the load will, and takes whatever answer comes. */
export function look(port: number, path: string, keepAlive: boolean): Promise<Look> {
  const agent = new http.Agent({ keepAlive });
  return new Promise<Look>((resolve, reject) => {
    http
      .get({ host: '127.0.0.1', port, path, agent, timeout: patience }, (response) => {
        const chunks: Buffer[] = [];
        response.on('error', reject).on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const headers = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
          resolve({ status: response.statusCode ?? 0, headers: Object.fromEntries(headers), body: Buffer.concat(chunks) });
        });
      })
      .on('timeout', function (this: http.ClientRequest) {
        this.destroy(new Error(`no answer within ${patience / 1000} s`));
      })
      .on('error', reject);
  }).finally(() => agent.destroy());
}

// The same settings by their other names, and a message beside the signal.
import { availableParallelism } from 'node:os';

const { WEB_CONCURRENCY } = process.env;

const app = {
  name: 'every-core',
  cwd: import.meta.dirname,
  script: './app.mts',
  interpreter_args: `--import ${import.meta.resolve('tsx')}`,
  instances: WEB_CONCURRENCY || availableParallelism(),
  exec_mode: 'cluster_mode',
  wait_ready: true,
  listen_timeout: 30_000,
  kill_timeout: 20_000,
  shutdown_with_message: true,
  min_uptime: '1m',
  max_restarts: 3,
  restart_delay: 200,
  combine_logs: true,
  time: true,
};

export { app as apps };

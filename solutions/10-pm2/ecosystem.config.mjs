import os from 'node:os';

export const apps = [
  {
    name: 'every-core',
    cwd: import.meta.dirname,
    script: 'app.mts',
    node_args: ['--unhandled-rejections=strict', '--import', import.meta.resolve('tsx')], // strict: what nobody catches ends it
    pmx: false, // without the module of PM2's that may end a leaving process with exit code 1
    treekill: false, // a signal goes to the process itself, and needs no `ps`, which small images lack

    exec_mode: 'cluster', // PM2 is the primary, and all processes share the port
    instances: Number(process.env.WEB_CONCURRENCY) || os.availableParallelism(),

    wait_ready: true, // a process is online when it says "ready",
    listen_timeout: 30_000, // or after 30 seconds, ready or not
    kill_timeout: 10_000, // so long it may take to leave: with what is in flight, and with clients that keep their connections

    min_uptime: 30_000, // a process that ends within so many milliseconds of its start ended early
    max_restarts: 3, // the third time it is given up
    exp_backoff_restart_delay: 100, // the wait before the first restart; each one more is half as long again

    merge_logs: true, // one file for all
    log_date_format: 'YYYY-MM-DDTHH:mm:ss.SSSZ',
  },
];

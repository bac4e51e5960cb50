// What PM2 is to run, and how.
export const apps = [
  {
    // Given: what is run. PM2 takes an .mts on every version of Node, and tsx brings the TypeScript.
    name: 'every-core',
    cwd: import.meta.dirname,
    script: 'app.mts',
    node_args: ['--unhandled-rejections=strict', '--import', import.meta.resolve('tsx')], // strict: what nobody catches ends it
    pmx: false, // without the module of PM2's that may end a leaving process with exit code 1
    treekill: false, // a signal goes to the process itself, and needs no `ps`, which small images lack

    // TODO As many processes as WEB_CONCURRENCY says, or as there are cores for this one, and all of them on one port.
    instances: 1,
    exec_mode: 'fork',

    // TODO A process is online when it says so.
    listen_timeout: 30_000, // given: or after 30 seconds, ready or not

    // TODO A process that has to leave gets ten seconds for it.

    // TODO ★ A process that ends within 30 seconds of its start ended early: the third time it is given up, and the waits before that grow.

    // TODO ★ One log for all, and each line tells when.
  },
];

import type { Hints } from '#workshop/lesson-tests.ts';

export const hints: Record<string, Hints> = {
  'round robin unless told: the primary alone owns the listening socket': [
    'Another default may come from the system or from the environment. Which process decides, and by when must it have decided?',
    'cluster.schedulingPolicy, set in the primary, before the first cluster.fork(). Its values are cluster.SCHED_RR and cluster.SCHED_NONE.',
    "First thing in `if (cluster.isPrimary) {`: cluster.schedulingPolicy = scheduling === 'rr' ? cluster.SCHED_RR : … (`scheduling` is from #given/scheduling.ts).",
  ],
  'round robin: fresh connections, one after another, go to each worker equally often': [
    'Which policy is in force where nobody says anything? And round robin is even by itself: does anything of yours come between the primary and the worker?',
    '`scheduling` is rr unless told; process.env has nothing then. And a worker that has been handed a connection has to answer on it: no other process will. Look for socket.destroy(), server.close(), maxConnections.',
    'Keep the worker as the starter has it: createServer(answer), the line for errors, listen(port). Only the primary needs a new line.',
  ],
  'SCHEDULING=none: every worker owns the listening socket too': [
    'With round robin only the primary owns the socket. When does your program choose anything else?',
    "cluster.SCHED_NONE is the other value. `scheduling` is exactly 'rr' or 'none'.",
    "cluster.schedulingPolicy = scheduling === 'rr' ? cluster.SCHED_RR : cluster.SCHED_NONE; before the first fork, with nothing else assigned later.",
  ],
  'round robin: a connection that is kept alive stays with one worker': [
    'One connection, one worker: that is how it should be. What in your program ends the connection?',
    'Look for a header `Connection: close`, socket.end(), closeIdleConnections() and keepAliveTimeout.',
    'Take out whatever ends connections. If many requests come over few connections, an uneven distribution is right.',
  ],
  'SCHEDULING=none: a connection that is kept alive stays with one worker': [
    'Under one policy a connection lives on, under the other it ends. Why should the worker care about the policy?',
    'Look for what the worker does with `scheduling`: a header `Connection: close`, socket.end(), keepAliveTimeout.',
    'Only the primary reads `scheduling`. The code of the worker is the same under both policies.',
  ],
  'round robin unless told: the primary says so': [
    'Where nobody sets SCHEDULING a policy is in force all the same. Which one, and who knows its name?',
    "process.env['SCHEDULING'] may be unset. `scheduling` from #given/scheduling.ts never is.",
    'In the primary, before the loop: console.log(`Scheduling: ${scheduling}`);',
  ],
  'SCHEDULING=rr: the primary says so': [
    'One line more on the output, from one process only.',
    "console.log, in the primary; `scheduling` holds the word that is wanted. cluster.schedulingPolicy is a number, and doesn't.",
    'console.log(`Scheduling: ${scheduling}`);',
  ],
  'SCHEDULING=none: the primary says so': [
    'The line must follow SCHEDULING.',
    "`scheduling` from #given/scheduling.ts is 'rr' or 'none', and is what you set the policy by.",
    'console.log(`Scheduling: ${scheduling}`);',
  ],
};

/** What would leak from the workshop, npm or the person's shell into a program and change what it does. */
const leaks =
  /^(npm_.*|NODE_(ENV|EXTRA_CA_CERTS|TEST_CONTEXT|UNIQUE_ID|CHANNEL_FD|CHANNEL_SERIALIZATION_MODE|CLUSTER_SCHED_POLICY|OPTIONS)|WEB_CONCURRENCY|SCHEDULING|PORT|INIT_CWD)$/;

/** What would change what it writes: colours, what Node tells of its own work, and of which warnings. */
const changesOutput =
  /^(FORCE_COLOR|NO_COLOR|DEBUG|NODE_(DISABLE_COLORS|DEBUG|DEBUG_NATIVE|NO_WARNINGS|REDIRECT_WARNINGS|PENDING_DEPRECATION))$/;

/** This process's environment without what would change a program's behaviour. */
export function cleanEnvironment(variables = process.env): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(variables))
    if (value !== undefined && !leaks.test(name) && !changesOutput.test(name)) kept[name] = value;
  return kept;
}

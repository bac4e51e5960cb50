/** What would leak from the workshop, npm or the person's shell into a program and change what it does. */
const leaks =
  /^(npm_.*|NODE_(ENV|EXTRA_CA_CERTS|TEST_CONTEXT|UNIQUE_ID|CHANNEL_FD|CHANNEL_SERIALIZATION_MODE|CLUSTER_SCHED_POLICY|OPTIONS)|WEB_CONCURRENCY|SCHEDULING|PORT|INIT_CWD)$/;

/** This process's environment without what would change a program's behaviour. */
export function cleanEnvironment(): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) if (value !== undefined && !leaks.test(name)) kept[name] = value;
  return kept;
}

// Given: reads the ms of /work?ms=5 and /slow?ms=500.

/** A whole number from 0 to 10,000; undefined if it is missing or anything else. `query` is what stands behind the question mark. */
export function readMilliseconds(query: string | undefined): number | undefined {
  return toMilliseconds(new URLSearchParams(query).get('ms'));
}

/** The same for what somebody else took out of the query: Express' `request.query.ms` may also be missing, or a list. */
export function toMilliseconds(value: unknown): number | undefined {
  return typeof value === 'string' && /^\d+$/.test(value) && Number(value) <= 10_000 ? Number(value) : undefined;
}

// Given: reads the ms of /work?ms=5 and /slow?ms=500.

/** A whole number from 0 to 10,000; undefined if it is missing or anything else. `query` is what stands behind the question mark. */
export function readMilliseconds(query: string | undefined): number | undefined {
  const text = new URLSearchParams(query).get('ms') ?? '';
  return /^\d+$/.test(text) && Number(text) <= 10_000 ? Number(text) : undefined;
}

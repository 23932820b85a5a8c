/** Whether two samples come from one distribution: Mann and Whitney's test, which no outlier moves. */

/** The normal score z of U; beyond 4.5 either way chance gives once in 150,000. Ties count half. */
export function differenceOf(left: readonly number[], right: readonly number[]): number {
  const [n, m] = [left.length, right.length];
  const u = left.reduce(
    (sum, a) => sum + right.reduce((wins, b) => wins + (a > b ? 1 : a === b ? 0.5 : 0), 0),
    0,
  );
  return (u - (n * m) / 2) / Math.sqrt((n * m * (n + m + 1)) / 12);
}

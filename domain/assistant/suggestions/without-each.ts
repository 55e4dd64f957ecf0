/** Returns the items of a list that another lacks, where each item of the other stands for one. */
export function withoutEach<T>(list: readonly T[], other: readonly T[]): T[] {
  const left = new Map<T, number>();
  for (const one of other) left.set(one, (left.get(one) ?? 0) + 1);
  return list.filter((one) => {
    const count = left.get(one) ?? 0;
    if (count) left.set(one, count - 1);
    return !count;
  });
}

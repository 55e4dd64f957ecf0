/**
 * Remembers the last `most` to twice as many values that were set or asked for, by their names. For values that cost
 * about as little as keeping a list in the order of use, which `lru-cache` does: what was not asked for while `most`
 * others were is forgotten, all at once.
 */
export class Recent<Value extends NonNullable<unknown>> {
  #young = new Map<string, Value>();
  #old = new Map<string, Value>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  get(name: string): Value | undefined {
    const young = this.#young.get(name);
    if (young !== undefined) return young;
    const old = this.#old.get(name);
    if (old !== undefined) this.set(name, old);
    return old;
  }

  set(name: string, value: Value): void {
    if (this.#young.size >= this.#most) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(name, value);
  }
}

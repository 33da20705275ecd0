/** So many bits for each character keep false hits rare; a megabyte of texts takes a megabyte of bits. */
const bitsACharacter = 8
const mostBits = 2 ** 24

/** Which runs of a fixed length a long text may hold: never wrong where it says no. A search of the text itself for each word of each message would take seconds. */
export class Grams {
  readonly #length: number
  readonly #bits: Uint8Array
  readonly #size: number

  constructor(text: string, length: number) {
    this.#length = length
    this.#size = Math.min(mostBits, 2 ** Math.ceil(Math.log2(Math.max(64, text.length * bitsACharacter))))
    this.#bits = new Uint8Array(this.#size / 8)
    for (let at = 0; at + length <= text.length; at++) {
      const bit = this.#bitOf(text, at)
      this.#bits[bit >> 3] = (this.#bits[bit >> 3] ?? 0) | (1 << (bit & 7))
    }
  }

  /** Whether the run at a position of another text may be there. */
  mayHave(text: string, at: number): boolean {
    const bit = this.#bitOf(text, at)
    return ((this.#bits[bit >> 3] ?? 0) & (1 << (bit & 7))) !== 0
  }

  /** FNV-1a over the characters. */
  #bitOf(text: string, at: number): number {
    let hash = 2_166_136_261
    for (let i = at; i < at + this.#length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 16_777_619)
    return (hash ^ (hash >>> 15)) & (this.#size - 1)
  }
}

/** As many words as are remembered of each sort, and how long they may be: a hostile log has a new one in every line. */
const [mostWords, longestWord] = [2_000, 100];

/** A function of a word that is worked out once for each of the few words that a log uses again and again. */
export function remembered<Result>(workOut: (word: string) => Result): (word: string) => Result {
  const results = new Map<string, Result>();
  return (word) => {
    const known = results.get(word);
    if (known !== undefined) return known;
    const result = workOut(word);
    if (results.size < mostWords && word.length <= longestWord) results.set(word, result);
    return result;
  };
}

/** Reads many things at once; the answers stand where the questions did. */
export type ReadAll<Question, Answer> = (asked: readonly Question[]) => Promise<readonly Answer[]>

/**
 * Puts the reads of several pieces of work together: each is written as if it were alone, and what they ask goes out as one read as soon
 * as none of them can go on without an answer.
 */
export class Gathering {
  private readonly questions: (() => Promise<void>)[] = []
  private working = 0
  private waiting = 0

  /** Does all of it side by side. */
  async together<Result>(works: readonly (() => Promise<Result>)[]): Promise<Result[]> {
    this.working += works.length
    return Promise.all(
      works.map(async (work) => {
        try {
          return await work()
        } finally {
          this.working -= 1
          this.askIfAllWait()
        }
      }),
    )
  }

  /** A read whose questions are put together. */
  reader<Question, Answer>(readAll: ReadAll<Question, Answer>): (question: Question) => Promise<Answer> {
    let open: Open<Question, Answer>[] = []
    const ask = async (): Promise<void> => {
      const asked = open
      open = []
      try {
        const answers = await readAll(asked.map(({ question }) => question))
        for (const [index, { resolve }] of asked.entries()) resolve(answers[index] as Answer)
      } catch (error) {
        for (const { reject } of asked) reject(error)
      }
    }
    return (question) =>
      new Promise<Answer>((resolve, reject) => {
        open.push({ question, resolve, reject })
        if (open.length === 1) this.questions.push(ask)
        this.waiting += 1
        this.askIfAllWait()
      })
  }

  private askIfAllWait(): void {
    if (this.waiting === 0 || this.waiting < this.working) return
    this.waiting = 0
    for (const ask of this.questions.splice(0)) void ask()
  }
}

interface Open<Question, Answer> {
  readonly question: Question
  readonly resolve: (answer: Answer) => void
  readonly reject: (reason: unknown) => void
}

import { isFault } from '../domain/errors.ts'

/**
 * Stores what became of something that has left, once more where the database did not take it: a fault from here on is none of
 * sending, and must never let it leave again.
 * @throws the second fault; then the claim is given up, and a person decides
 */
export async function writtenDown<Result>(store: () => Promise<Result>): Promise<Result> {
  try {
    return await store()
  } catch (error) {
    if (!isFault(error)) throw error
    return store()
  }
}

/** As mail servers take it everywhere: the local part in ASCII (RFC 5321), a domain of two labels or more. */
const ADDRESS = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[\p{L}\p{N}](?:[\p{L}\p{N}.-]{0,251}[\p{L}\p{N}])?$/u

/**
 * The address to write to, of what stands in a contact's field: the first one that is valid. Fields hold several addresses, names
 * and leftovers; whoever is written first is meant, and nobody else gets a copy.
 * @param field `maria@example.org; Kim <kim@example.org>`
 * @returns null = there is none
 */
export function firstAddress(field: string): string | null {
  const parts = field.split(/[\s,;<>()"]+/)
  return parts.find((part) => ADDRESS.test(part) && /\.[^.@]+$/.test(part) && !part.includes('..')) ?? null
}

/** What makes two spellings the same address for whoever keeps a list of them. */
export const normalAddress = (address: string): string => address.trim().toLowerCase()

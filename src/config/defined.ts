/** An object without its undefined properties, for types whose optional properties may be absent but not undefined. */
export function defined<T extends object>(object: T): Defined<T> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Defined<T>
}

type Absent<T> = { [Name in keyof T]: undefined extends T[Name] ? Name : never }[keyof T]

export type Defined<T> = { [Name in Exclude<keyof T, Absent<T>>]: T[Name] } & {
  [Name in Absent<T>]?: Exclude<T[Name], undefined>
}
